/** The error that a call throws, with the type of this package's errors. The test fails if the call throws nothing. */
export function thrownBy(call: () => unknown): Error & { code: string } {
  try {
    call();
  } catch (error) {
    return error as Error & { code: string };
  }
  throw new Error('the call did not throw');
}
