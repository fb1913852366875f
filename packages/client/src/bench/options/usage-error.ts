/** What the user wrote is wrong, in one line that says what is right. */
export class UsageError extends Error {}
