// The API of every published package and subpath, from the declarations that are published, as Markdown.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listPublishedPackages } from '@fdset/tooling/workspace';
import { Application, Comment } from 'typedoc';

import { nameDocumentedBases } from './documented-bases.mjs';

const site = dirname(dirname(fileURLToPath(import.meta.url)));

/** What the subpaths are for; the packages themselves say it in their manifests. */
const subpaths = {
  '@fdset/client/framing':
    'The framings of @fdset/socket, for programs that install the client alone',
  '@fdset/posix/constants': 'Every constant of the kernel by its name',
  '@fdset/socket/async': 'Sockets whose verbs are awaited, TLS, and io_uring',
  '@fdset/socket/framing': 'Messages out of bytes that arrive in arbitrary pieces',
  '@fdset/socket/testing': 'Streams without a descriptor, and tests for whatever is a stream',
};

/** `{ name, path, about }` of each subpath that has types: `@fdset/socket/async`, its declarations, what it is for. */
const entriesOf = ({ name: packageName, folder, manifest }) =>
  Object.entries(manifest.exports)
    .filter(([, target]) => target.types !== undefined)
    .map(([subpath, { types }]) => {
      const name = join(packageName, subpath);
      const about = name === packageName ? manifest.description : subpaths[name];
      if (about === undefined) throw new Error(`site/src/api.mjs does not say what ${name} is for`);
      return { name, path: join(folder, types), about };
    });

const indexOf = (entries) => {
  const sorted = entries.toSorted((a, b) => a.name.localeCompare(b.name));
  const lines = sorted.map(({ name, about }) => `- [${name}](${name}/index.md): ${about}`);
  return `# API\n\n${lines.join('\n')}\n`;
};

const options = {
  tsconfig: join(site, 'tsconfig.json'),
  plugin: ['typedoc-plugin-markdown'],
  readme: 'none',
  disableSources: true,
  excludeExternals: true,
  excludePrivate: true,
  excludeInternal: true,
  skipErrorChecking: true,
  hideGenerator: true,
  hidePageHeader: true,
  hideBreadcrumbs: true,
  expandObjects: false,
  parametersFormat: 'table',
  enumMembersFormat: 'table',
  propertyMembersFormat: 'list',
  sanitizeComments: true,
  useHTMLEncodedBrackets: true,
  membersWithOwnFile: ['Class'],
  entryFileName: 'index',
  logLevel: 'Warn',
};

/** Writes the pages below `folder`. */
export const writeApi = async (folder) => {
  const entries = listPublishedPackages().flatMap(entriesOf);
  const app = await Application.bootstrapWithPlugins({
    ...options,
    entryPoints: entries.map(({ path }) => path),
    outputs: [{ name: 'markdown', path: folder }],
  });
  nameDocumentedBases(app);
  const project = await app.convert();
  if (project === undefined) throw new Error('typedoc could not read the declarations');
  project.name = 'API';
  for (const module of project.children) {
    const declarations = String(project.getSymbolIdFromReflection(module).fileName);
    const { name, about } = entries.find(({ path }) => path === declarations);
    module.name = name;
    module.comment = new Comment([{ kind: 'text', text: `${about}.` }]);
  }
  await app.generateOutputs(project);
  writeFileSync(join(folder, 'index.md'), indexOf(entries));
};
