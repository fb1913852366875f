// When a newcomer is answered, as a share of the time for which silent clients stay.

/** Answered while they stay. */
export const FREE = { atMost: 0.6 };
/** Answered when they have left. */
export const BLOCKED = { atLeast: 0.95 };
