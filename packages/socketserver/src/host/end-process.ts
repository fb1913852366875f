// `process.exit`, taken before the handler's module is loaded: that may replace it, and a process that could not end would
// keep its request, and its place among the hosts, for ever.
const exit = process.exit.bind(process);

/** Ends this process with `code`, or with `process.exitCode`; its listeners of 'exit' are called. */
export const endProcess = (code?: number): never =>
  // Node 20 takes an undefined code for one, and clears exitCode.
  code === undefined ? exit() : exit(code);
