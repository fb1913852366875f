// The name of the processor identifies the machine of a result. Another kernel or Node makes another run, but not another
// machine.

const marks = /\((?:r|tm|c)\)/g;

/** The folder of a machine's results, such as `intel-xeon-processor` for `Intel(R) Xeon(R) Processor`. */
export const machineFolder = ({ cpu }) =>
  cpu
    .toLowerCase()
    .replaceAll(marks, ' ')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '') || 'unknown';
