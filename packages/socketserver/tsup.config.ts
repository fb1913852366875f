import { libraryConfig } from '../../tsup.base.mjs';

// The programs of threads and processes are started by their file names, beside index.js.
export default libraryConfig({
  index: 'src/index.ts',
  'fork-main': 'src/process/fork-main.ts',
  'process-main': 'src/process/process-main.ts',
  'thread-main': 'src/thread/thread-main.ts',
});
