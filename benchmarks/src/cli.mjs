// pnpm bench [name] [options]: measures, prints tables, writes JSON and a plot. See `--help`.
import { createProgram } from './program.mjs';

await createProgram().parseAsync();
