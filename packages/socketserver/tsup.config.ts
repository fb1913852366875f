import { libraryConfig } from '../../tsup.base.mjs';

// The worker's program is started by its file name, beside index.js.
export default libraryConfig({ index: 'src/index.ts', 'thread-main': 'src/host/thread-main.ts' });
