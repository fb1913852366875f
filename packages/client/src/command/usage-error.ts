/** The command was called in a way that it does not have; the message says, in one line, what is right. */
export class UsageError extends Error {}
