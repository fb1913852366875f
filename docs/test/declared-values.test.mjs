// What the declarations of a package promise to be there at run time is there.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

import { root } from './support/code-blocks.mjs';
import { ts } from './support/typescript.mjs';

const packages = ['posix', 'selectors', 'socket', 'socketserver'];
const entry = (name, ending) => join(root, 'packages', name, 'dist', `index.${ending}`);

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
  packages.map((name) => entry(name, 'd.ts')),
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

it.each(packages)('@fdset/%s has every value that its index.d.ts declares', async (name) => {
  const declarations = checker.getSymbolAtLocation(program.getSourceFile(entry(name, 'd.ts')));
  const declared = checker
    .getExportsOfModule(declarations)
    .filter(isValue)
    .map((symbol) => symbol.name);
  const there = Object.keys(await import(pathToFileURL(entry(name, 'js'))));
  expect(declared.toSorted()).toEqual(there.toSorted());
});

// A bundler renames a class that names itself: `_Waker` is what console.log would show of its objects then.
it.each(packages)(
  'the classes of @fdset/%s have the names that they are exported by',
  async (name) => {
    const values = Object.entries(await import(pathToFileURL(entry(name, 'js'))));
    const isClass = (value) => typeof value === 'function' && /^class\b/.test(String(value));
    const exported = values.map(([key]) => key);
    const named = values.filter(([, value]) => isClass(value)).map(([, value]) => value.name);
    expect(exported).toEqual(expect.arrayContaining(named));
  },
);
