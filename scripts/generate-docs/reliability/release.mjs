// The page of the check "release".
import { number, table } from './format.mjs';

const unique = (values) => [...new Set(values)];

const sum = (groups, key) => groups.reduce((total, group) => total + group[key], 0);

const count = (groups) =>
  groups.length === 0 ? '-' : `${sum(groups, 'passed')} of ${sum(groups, 'tries')}`;

const managerRows = ({ managers, packages, tries }) =>
  managers.map(({ name, version, node }) => [
    name,
    version,
    String(node),
    ...packages.map((one) =>
      count(tries.filter((at) => at.manager === name && at.package === one.name)),
    ),
  ]);

// What prepares the others, and what is not about our packages.
const isWay = ({ nodes, flavour }) =>
  nodes.length > 0 && !['compile, bundle', 'control'].includes(flavour);

const flavourRows = ({ packages, tries }) =>
  unique(tries.filter(isWay).map(({ flavour }) => flavour)).map((flavour) => {
    const own = tries.filter((at) => at.flavour === flavour);
    const nodes = unique(own.flatMap((at) => at.nodes)).toSorted((a, b) => a - b);
    const managers = unique(own.map(({ manager }) => manager));
    return [
      flavour,
      nodes.join(', '),
      managers.length > 2 ? `all ${managers.length}` : managers.join(', '),
      ...packages.map(({ name }) => count(own.filter((at) => at.package === name))),
    ];
  });

const short = ({ name }) => name.replace('@fdset/', '');

const tables = (result, names) => `## Package managers

Each package is added alone to an empty project. What it does there is real: a word through sockets, a FIFO on a selector, a server that handles on
the event loop, on a thread and in a forked process, a client and its command. ${number(sum(result.tries, 'tries'))} tries:

${table(['package manager', 'version', 'runs on Node', ...names], managerRows(result))}

## Ways to use a package

\`npm ci\` has a lock file that was written for another platform. NodeNext and Bundler are TypeScript's settings, with every declaration file checked.
With \`@fdset/*\` external a bundle needs node_modules; the other one is a single file in a folder of its own, with the addon beside it
(\`FDSET_POSIX_ADDON\`): \`@fdset/socketserver\`, whose threads and processes are files, cannot be in it. Plug'n'Play is not tried with
\`require\` on Node 20, which resolves the imports of a required ESM file without that loader.

${table(['way', 'Node', 'package managers', ...names], flavourRows(result))}`;

/** The page's text, from the result of the check. */
export function releaseBody(result) {
  const { verdaccio, packages, sizes, objecting, second, tries } = result;
  const documents = tries.filter(({ flavour }) => flavour === 'document');
  return `
The owner's steps of [releasing](../releasing.md) in a copy of the checkout, against a registry on the same machine (verdaccio ${verdaccio}, which
knows no other registry): a refusal while nobody has filled in the repository, versions and CHANGELOGs, tarballs whose files are those of the
committed list and whose links lead somewhere, publication and tags; publishing again finds nothing to do, and what the registry has is, byte for byte,
what \`pack\` had made before. A second release of \`@fdset/socket\` alone published ${second.join(', ') || 'nothing'}, and reached a project that
has \`@fdset/client\` by \`npm update\`.

${sizes.map((line) => `- ${line}`).join('\n')}

The registry's documents (${count(documents)}) say neither \`hasInstallScript\` nor \`gypfile\`. That they could is shown by a control, a package
with an install script, of which the registry says it, and to which ${objecting.join('; ')} objected (the others run such a script); to ours nobody did.

${tables(result, packages.map(short))}
`;
}
