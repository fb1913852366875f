import { libraryConfig } from '../../tsup.base.mjs';

// The programs of threads and processes are started by their file names, beside index.js.
export default libraryConfig({
  index: 'src/index.ts',
  'fork-main': 'src/host/fork-main.ts',
  'process-main': 'src/host/process-main.ts',
  'thread-main': 'src/host/thread-main.ts',
});
