// A word on what others did with the processors while something was measured, where it is worth one.

/** The share of the processors from which on it is. */
const DISTURBED = 0.1;

/** Takes the share of others, 0 to 1; `''` where it is small. */
export function disturbance(foreign: number): string {
  if (!(foreign > DISTURBED)) return '';
  const share = Math.round(foreign * 100);
  return `Others used ${share} % of the processors meanwhile: an idle machine decides more, and more surely.`;
}
