/** Left of the drawing of a read, for the names of its rows. */
export const NAMES_PX = 58;
