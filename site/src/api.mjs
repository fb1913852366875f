// The API of every published package and subpath, from the declarations that are published, as Markdown.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listPublishedPackages } from '@fdset/tooling/workspace';
import { Application } from 'typedoc';

const site = dirname(dirname(fileURLToPath(import.meta.url)));

/** `{ name, path }` of each subpath that has types: `@fdset/socket/async` and its declarations. */
const entriesOf = ({ name, folder, manifest }) =>
  Object.entries(manifest.exports)
    .filter(([, target]) => target.types !== undefined)
    .map(([subpath, { types }]) => ({
      name: join(name, subpath),
      path: join(folder, types),
    }));

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

/** Writes the pages below `folder`; resolves with the names of the modules. */
export const writeApi = async (folder) => {
  const entries = listPublishedPackages().flatMap(entriesOf);
  const app = await Application.bootstrapWithPlugins({
    ...options,
    entryPoints: entries.map(({ path }) => path),
    outputs: [{ name: 'markdown', path: folder }],
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('typedoc could not read the declarations');
  project.name = 'API';
  for (const module of project.children) {
    const declarations = String(project.getSymbolIdFromReflection(module).fileName);
    module.name = entries.find(({ path }) => path === declarations).name;
  }
  await app.generateOutputs(project);
  return entries.map(({ name }) => name);
};
