// Which machine a result is of: its processor's name. Another kernel or Node on it makes another run, not another machine.

const marks = /\((?:r|tm|c)\)/g;

/** The folder of a machine's results: `Intel(R) Xeon(R) Processor` as `intel-xeon-processor`. */
export const machineFolder = ({ cpu }) =>
  cpu
    .toLowerCase()
    .replaceAll(marks, ' ')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '') || 'unknown';
