/** What a call throws, as the errors of this package look; fails the test when it throws nothing. */
export function thrownBy(call: () => unknown): Error & { code: string } {
  try {
    call();
  } catch (error) {
    return error as Error & { code: string };
  }
  throw new Error('the call did not throw');
}
