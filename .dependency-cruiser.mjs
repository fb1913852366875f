// The direction of imports, one straight line:
//   posix -> selectors -> socket -> { socketserver | client } -> apps
// A package is seen only through its public entry, so what these rules look at is the specifier that
// a file wrote (`@fdset/posix`), wherever the workspace links it to.
const mayImport = {
  posix: [],
  selectors: ['posix'],
  socket: ['posix', 'selectors'],
  socketserver: ['posix', 'selectors', 'socket'],
  client: ['posix', 'selectors', 'socket'],
};

// What is never published, by its folder: which packages, and which other folders, it imports by their names.
const everyPackage = Object.keys(mayImport);
const privateMayImport = {
  tooling: { packages: [], folders: ['scripts/test'] },
  'scripts/test': { packages: [], folders: [] },
  benchmarks: { packages: everyPackage, folders: ['tooling', 'scripts/test'] },
  reliability: { packages: everyPackage, folders: ['tooling'] },
  examples: { packages: everyPackage, folders: ['scripts/test'] },
  site: { packages: [], folders: ['tooling'] },
};
const privateFolders = Object.keys(privateMayImport).join('|');

// The workspace's link leads to packages/NAME/..., an unresolved import stays @fdset/NAME.
const scopePath = (names) => `(^packages|^@fdset|/@fdset)/(${names})(/|$)`;

const arrowsOf = ([name, allowed]) => ({
  name: `arrow-${name}`,
  comment: `@fdset/${name} imports ${allowed.map((one) => `@fdset/${one}`).join(', ') || 'no other package'}.`,
  severity: 'error',
  from: { path: `^packages/${name}/` },
  to: {
    path: scopePath('[^/]+'),
    pathNot: scopePath([name, ...allowed].join('|')),
  },
});

// What reads the command lines of `fdset` and prints its tables: the build puts their libraries into its file.
const COMMAND_ENTRY =
  '^packages/client/src/(command/(fdset|command-options|[a-z]+-command)|bench/report/table)[.]ts$';

const folderPath = (folders) => `^(${folders.join('|')})/`;

const privateArrowsOf = ([folder, { packages, folders }]) => ({
  name: `private-arrow-${folder}`,
  comment: `${folder} imports ${[...packages, ...folders].join(', ') || 'nothing of the workspace'}.`,
  severity: 'error',
  from: { path: folderPath([folder]) },
  to: {
    path: `${scopePath('[^/]+')}|^[^/]+/`,
    pathNot: [
      'node_modules/(?!@fdset)',
      scopePath(packages.join('|') || '-'),
      folderPath([folder, ...folders]),
    ],
    dependencyTypesNot: ['core'],
  },
});

export default {
  forbidden: [
    ...Object.entries(mayImport).map(arrowsOf),
    {
      name: 'known-package',
      comment: 'A new package gets its place in the line before it gets imports.',
      severity: 'error',
      from: { path: '^packages/', pathNot: `^packages/(${Object.keys(mayImport).join('|')})/` },
      to: { path: scopePath('[^/]+') },
    },
    ...Object.entries(privateMayImport).map(privateArrowsOf),
    {
      name: 'no-reliability-import',
      comment: 'The long checks look at everything; nothing knows of them.',
      severity: 'error',
      from: { pathNot: '^reliability/' },
      to: { path: '^reliability/|@fdset/reliability' },
    },
    {
      name: 'no-app-import',
      comment: 'Nothing imports an application.',
      severity: 'error',
      from: { pathNot: '^apps/' },
      to: { path: '^apps/|@fdset/demo' },
    },
    {
      name: 'kit-asks-nothing',
      comment:
        'The measuring kit serves every measurement: it knows no question, no report, no application.',
      severity: 'error',
      from: { path: '^benchmarks/src/kit/' },
      to: { path: ['^benchmarks/', '^apps/', '@fdset/demo'], pathNot: '^benchmarks/src/kit/' },
    },
    {
      name: 'public-entry-only',
      comment: 'Another package is imported by its name, never by a path into it.',
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)/' },
      to: {
        path: '^(packages|apps)/[^/]+/',
        pathNot: '^$1/$2/',
        dependencyTypes: ['local'],
      },
    },
    {
      name: 'by-name-only',
      comment: 'What leaves its own folder is imported by the name of its package.',
      severity: 'error',
      from: { path: `^(${privateFolders})/` },
      to: { pathNot: '^$1/', dependencyTypes: ['local'] },
    },
    {
      name: 'no-unresolved',
      comment: 'A package that is not a dependency, or a path that its "exports" keep private.',
      severity: 'error',
      from: { path: `^(packages|apps|${privateFolders})/` },
      to: { couldNotResolve: true },
    },
    {
      name: 'no-foreign-runtime-dependency',
      comment: 'A published package depends on Node and on other @fdset packages, nothing else.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: COMMAND_ENTRY },
      to: { path: 'node_modules', pathNot: '@fdset/' },
    },
    {
      name: 'command-libraries',
      comment:
        "Command lines and tables alone import libraries from outside: the build puts them into the command's file, with their licences.",
      severity: 'error',
      from: { path: COMMAND_ENTRY },
      to: {
        path: 'node_modules',
        pathNot: ['@fdset/', 'node_modules/commander/', 'node_modules/cli-table3/'],
      },
    },
    {
      name: 'threads-without-libraries',
      comment: 'A thread of the load generator is a file of its own, and starts as fast as it may.',
      severity: 'error',
      from: { path: '^packages/client/src/bench/(worker|measure)/' },
      to: { path: 'node_modules', pathNot: '@fdset/' },
    },
    {
      name: 'attempts-never-wait',
      comment: 'An attempt belongs to every driver: it knows neither one of them nor the clock.',
      severity: 'error',
      from: { path: '^packages/socket/src/verbs/' },
      to: { path: '^packages/socket/src/(block|block-recv|wait-ready|wait-limit|socket)[.]ts$' },
    },
    {
      name: 'no-circular',
      comment: 'Two files that import each other, types included, are one file or three.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.d.ts'],
    },
  },
};
