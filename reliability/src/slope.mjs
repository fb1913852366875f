// Computes from series of measured values how much a quantity grows.

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * By how much the values grow per step: the slope of the lines that fit the series best. Two series, such as those of
 * two lives of a process, are not compared with each other.
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
