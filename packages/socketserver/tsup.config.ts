import { libraryConfig } from '../../tsup.base.mjs';

// The worker's program is started by its file name, beside index.js; only the latter has types.
export default {
  ...libraryConfig({ index: 'src/index.ts', 'thread-main': 'src/host/thread-main.ts' }),
  dts: { entry: 'src/index.ts', banner: '/// <reference types="node" />' },
};
