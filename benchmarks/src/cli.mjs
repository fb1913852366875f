// pnpm bench [name] [options]: measures, prints tables, writes JSON and a plot. `--help` says more.
import { createProgram } from './program.mjs';

await createProgram().parseAsync();
