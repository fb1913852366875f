// How much is done before Node's event loop has its turn, by every driver.

/** How many operations may end at once: a program whose sockets always have data must still let the loop have its turn. */
export const MOST_AT_ONCE = 64;

/** How many large messages are received at once: of many, the first is in no cache any more when it is handled. */
export const MOST_LARGE = 4;

/**
 * The bytes of larger messages go directly between the kernel and the caller's memory: copying them would cost more than the call
 * that is saved.
 */
export const LARGE_BYTES = 16 * 1024;
