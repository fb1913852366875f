// What the declarations of a package promise to be there at run time is there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

import { root } from './support/code-blocks.mjs';
import { ts } from './support/typescript.mjs';

const entries = [
  'posix',
  'selectors',
  'socket',
  'socket/async',
  'socket/framing',
  'socket/testing',
  'socketserver',
  'client',
  'client/framing',
];
const entry = (name, ending) => {
  const [folder, file = 'index'] = name.split('/');
  return join(root, 'packages', folder, 'dist', `${file}.${ending}`);
};

const options = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  noEmit: true,
  noLib: true,
  types: [],
};

// Names are looked for, not types: reading the declarations of Node and of the language took most of the time.
const host = {
  ...ts.createCompilerHost(options),
  resolveTypeReferenceDirectiveReferences: (references) =>
    references.map(() => ({ resolvedTypeReferenceDirective: undefined })),
};

const program = ts.createProgram(
  entries.map((name) => entry(name, 'd.ts')),
  options,
  host,
);
const checker = program.getTypeChecker();

const isAlias = ({ flags }) => (flags & ts.SymbolFlags.Alias) !== 0;
const isTypeOnly = ({ declarations = [] }) =>
  declarations.some((declaration) => ts.isTypeOnlyImportOrExportDeclaration(declaration));

const isValue = (symbol) => {
  if (isTypeOnly(symbol)) return false;
  const found = isAlias(symbol) ? checker.getAliasedSymbol(symbol) : symbol;
  return (found.flags & ts.SymbolFlags.Value) !== 0;
};

it.each(entries)('@fdset/%s has every value that its declarations have', async (name) => {
  const declarations = checker.getSymbolAtLocation(program.getSourceFile(entry(name, 'd.ts')));
  const declared = checker
    .getExportsOfModule(declarations)
    .filter(isValue)
    .map((symbol) => symbol.name);
  const there = Object.keys(await import(pathToFileURL(entry(name, 'js'))));
  expect(declared.toSorted()).toEqual(there.toSorted());
});

// A bundler renames a class that names itself: `_Waker` is what console.log would show of its objects then.
it.each(entries)(
  'the classes of @fdset/%s have the names that they are exported by',
  async (name) => {
    const values = Object.entries(await import(pathToFileURL(entry(name, 'js'))));
    const isClass = (value) => typeof value === 'function' && /^class\b/.test(String(value));
    const exported = values.map(([key]) => key);
    const named = values.filter(([, value]) => isClass(value)).map(([, value]) => value.name);
    expect(exported).toEqual(expect.arrayContaining(named));
  },
);

// Of what is given back `key in result` may be asked; whoever fills options in from elsewhere has undefined for what is
// not set, which exactOptionalPropertyTypes takes for a value unless the type says otherwise.
const givenBack = new Set([
  'AddressInfo',
  'ClientError',
  'ForkReply',
  'HandlerClass',
  'ReceivedMessage',
  'SocketError',
]);
const declarationFiles = entries.map((name) => entry(name, 'd.ts'));

const takesUndefined = ({ kind, types = [] }) =>
  kind === ts.SyntaxKind.UndefinedKeyword ||
  kind === ts.SyntaxKind.UnknownKeyword ||
  types.some(takesUndefined);

/** The optional properties below a node, as `Interface.property`. */
const optionalsOf = (node, owner = '') => {
  const name =
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isClassDeclaration(node)
      ? node.name.text
      : owner;
  const below = [];
  ts.forEachChild(node, (child) => void below.push(...optionalsOf(child, name)));
  const isOptional =
    (ts.isPropertySignature(node) || ts.isPropertyDeclaration(node)) && node.questionToken;
  return isOptional ? [...below, { owner, name: node.name.getText(), type: node.type }] : below;
};

it('every optional property of what is given to a package takes undefined', () => {
  const optionals = declarationFiles.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    return optionalsOf(ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true));
  });
  const refusing = optionals.filter(
    ({ owner, type }) => !givenBack.has(owner) && !takesUndefined(type),
  );
  expect(refusing.map(({ owner, name }) => `${owner}.${name}`)).toEqual([]);
  const owners = optionals.map(({ owner }) => owner);
  expect(owners).toEqual(
    expect.arrayContaining([
      ...givenBack,
      'ServerOptions',
      'ByteQueueOptions',
      'MemoryPairOptions',
    ]),
  );
});
