import { defineConfig } from 'tsup';

// An application: no types, no public entry. Dependencies (the @fdset packages among them) stay external;
// commands are imported when they are run, so that --help never loads the addon.
export default defineConfig({
  // The others are imported by threads and processes of the first.
  entry: {
    cli: 'src/cli.ts',
    'claims-calls': 'src/claims/questions/calls-program.ts',
    'claims-handlers': 'src/claims/questions/handlers.ts',
    'claims-pool': 'src/claims/questions/pool-program.ts',
    'claims-slow-reader': 'src/claims/questions/slow-reader.ts',
    'lab-handlers': 'src/lab/server/lab-handlers.ts',
    'lab-keeper': 'src/lab/keeper/keeper-main.ts',
    'lab-server': 'src/lab/server/server-main.ts',
    'lab-slow': 'src/lab/load/slow-main.ts',
    'lab-syscalls': 'src/lab/syscalls/syscalls-main.ts',
    'lab-timeline': 'src/lab/timeline/timeline-main.ts',
    'lab-timeline-handlers': 'src/lab/timeline/timeline-handlers.ts',
    'phases-sender': 'src/phases/sender.ts',
    'socketserver-handlers': 'src/socketserver/handlers.ts',
    'walkthrough-guard': 'src/walkthrough/guard-main.ts',
  },
  format: 'esm',
  target: 'node20',
  platform: 'node',
  splitting: true,
  clean: true,
  sourcemap: true,
});
