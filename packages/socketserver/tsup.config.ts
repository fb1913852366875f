import { libraryConfig } from '../../tsup.base.mjs';

const programs = {
  'fork-main': 'src/process/fork-main.ts',
  'process-main': 'src/process/process-main.ts',
  'thread-main': 'src/thread/thread-main.ts',
};

// The programs of threads and processes are started by their file names, beside index.js, which the handler imports. A fork
// server imports it with serve-forked.ts, not before.
export default libraryConfig(
  { index: 'src/index.ts', ...programs },
  {
    shared: {
      common: [
        'src/index.ts',
        ...['handle-job', 'running-jobs', 'worker-console'].map((name) => `src/worker/${name}.ts`),
      ],
      to: [programs['process-main'], programs['thread-main'], 'src/process/serve-forked.ts'],
    },
  },
);
