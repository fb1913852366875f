// A complaint whose message is all that the user needs: it is printed without a stack.
export class SetUpError extends Error {}
