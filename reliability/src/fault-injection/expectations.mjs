// The required outcome of an operation one of whose system calls fails.
// In general the operation throws the error with its own code, in the class that docs/errors.md names. After EINTR a
// call that can simply be repeated is repeated instead. The rules of an operation come first. Their keys are
// `call#occurrence errno`, of which occurrence and errno may be left out. Their values are
//   'throws'       the error, as in general
//   'same'         the result that the operation has when nothing fails
//   { value }      this result: "not now", from the calls that never wait
//   'typed'        the same result, or any error of the documented classes
//   'unsupported'  ERR_FDSET_UNSUPPORTED, or as 'throws'
//   'skip'         not tried, for the reason in the comment beside it
const repeated = new Set([
  'accept4',
  'close',
  'dup3',
  'epoll_wait',
  'epoll_pwait',
  'io_uring_enter',
  'poll',
  'ppoll',
  'pselect6',
  'read',
  'recvfrom',
  'recvmmsg',
  'recvmsg',
  'select',
  'sendfile',
  'sendmmsg',
  'sendmsg',
  'sendto',
  'write',
]);

const classes = {
  EAGAIN: 'BlockingIOError',
  EPIPE: 'BrokenPipeError',
  ECONNABORTED: 'ConnectionAbortedError',
  ECONNREFUSED: 'ConnectionRefusedError',
  ECONNRESET: 'ConnectionResetError',
  EINTR: 'InterruptedError',
  ETIMEDOUT: 'SocketTimeoutError',
  EACCES: 'PermissionError',
  EPERM: 'PermissionError',
};

/** The rule for one fault of an operation. */
export const ruleFor = ({ rules = {} }, { call, errno, when }) => {
  const keys = [`${call}#${when} ${errno}`, `${call}#${when}`, `${call} ${errno}`, call];
  const key = keys.find((name) => Object.hasOwn(rules, name));
  if (key !== undefined) return rules[key];
  return errno === 'EINTR' && repeated.has(call) ? 'same' : 'throws';
};

const equal = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// Node's own fs reports the same errors with its own class.
const isFromFs = (outcome) => outcome.class === 'Error' && outcome.syscall !== undefined;

const isExpectedError = (outcome, { errno, errorClass }) =>
  outcome.threw &&
  outcome.code === errno &&
  (isFromFs(outcome) || outcome.class === (errorClass ?? classes[errno] ?? 'SocketError')) &&
  /^[a-z][a-z0-9_]*$/.test(outcome.syscall ?? '');

const typedName = /^(TypeError|RangeError|AggregateError|\w*(Error))$/;
const isTyped = (outcome) =>
  typedName.test(outcome.name ?? '') && /^E[A-Z0-9_]+$/.test(outcome.code ?? '');

const describe = (outcome) =>
  outcome.threw
    ? `${outcome.class} ${outcome.code} of ${outcome.syscall} (${outcome.message})`
    : `the result ${JSON.stringify(outcome.value)}`;

const judges = {
  throws: (outcome, fault) => isExpectedError(outcome, fault),
  same: (outcome, _, clean) => !outcome.threw && equal(outcome.value, clean.value),
  typed: (outcome, _, clean) =>
    outcome.threw ? isTyped(outcome) : equal(outcome.value, clean.value),
  unsupported: (outcome, fault) =>
    isExpectedError(outcome, fault) || outcome.code === 'ERR_FDSET_UNSUPPORTED',
};

/** Null if the outcome fits the rule, otherwise a description of the fault; `clean` is the outcome without a fault. */
export const judge = (rule, outcome, fault, clean) => {
  const fits =
    typeof rule === 'string'
      ? judges[rule](outcome, fault, clean)
      : !outcome.threw && equal(outcome.value, rule);
  const wanted = typeof rule === 'string' ? rule : JSON.stringify(rule);
  return fits ? null : `expected ${wanted}, got ${describe(outcome)}`;
};
