// Compiles every block as strict TypeScript, or as JavaScript with its types checked, in one program.
import { dirname, join } from 'node:path';

import { files, root, scripts } from './code-blocks.mjs';
import { ts } from './typescript.mjs';

const options = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ['node'],
  strict: true,
  allowJs: true,
  checkJs: true,
  noEmit: true,
  skipLibCheck: true,
};

// Inside docs/, whose dependencies the blocks import; nothing is written there.
const folder = join(root, 'docs', 'blocks');

const pathOf = ({ id, language }) =>
  join(folder, id.replaceAll(/\W+/g, '-'), `block.${language === 'ts' ? 'ts' : 'mjs'}`);

const textOf = ({ given, code }) => `${given}${code}\nexport {};\n`;

const hostOf = (texts) => {
  const onDisk = ts.createCompilerHost(options);
  const readFile = (path) => texts.get(path) ?? onDisk.readFile(path);
  return {
    ...onDisk,
    fileExists: (path) => texts.has(path) || onDisk.fileExists(path),
    readFile,
    // Else nothing is looked for in folders that are not there.
    directoryExists: undefined,
    getSourceFile: (path, version) => {
      const text = readFile(path);
      return text === undefined ? undefined : ts.createSourceFile(path, text, version);
    },
  };
};

/** The messages of the compiler by the block's id; a block without any is right. */
export const compileBlocks = () => {
  const texts = new Map(
    scripts.flatMap((block) => [
      [pathOf(block), textOf(block)],
      ...files.map(({ file, code }) => [join(dirname(pathOf(block)), file), code]),
    ]),
  );
  const host = hostOf(texts);
  const program = ts.createProgram([...texts.keys()], options, host);
  return new Map(scripts.map((block) => [block.id, messagesOf(program, pathOf(block))]));
};

const messagesOf = (program, path) => {
  const source = program.getSourceFile(path);
  return [
    ...program.getSyntacticDiagnostics(source),
    ...program.getSemanticDiagnostics(source),
  ].map(
    ({ messageText, start }) =>
      `line ${source.getLineAndCharacterOfPosition(start).line + 1}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
  );
};
