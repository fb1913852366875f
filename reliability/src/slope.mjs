// How much something grows, from series of what was measured of it.

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * By how much the values grow per step: the slope of the lines that fit the series best. Between two
 * series, such as one for each life of a process, nothing is compared.
 */
export function slope(...series) {
  let product = 0;
  let spread = 0;
  for (const values of series) {
    const middle = (values.length - 1) / 2;
    const average = mean(values);
    product += values.reduce((sum, value, i) => sum + (i - middle) * (value - average), 0);
    spread += values.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
  }
  return spread === 0 ? 0 : product / spread;
}
