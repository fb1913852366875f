// The format of figures, which is the same on the terminal, in the documents and in the plots.

/** Two digits after the point, or two significant digits for small values, so that 0.004 and 0.0004 differ. */
const ratioFigure = (value) => (value > 0 && value < 0.1 ? value.toPrecision(2) : value.toFixed(2));

export const ratioText = ({ median, low, high, count }) =>
  count === 0 ? '-' : `${ratioFigure(median)} (${ratioFigure(low)}-${ratioFigure(high)})`;

export const shortRatio = ({ median, count }) => (count === 0 ? '-' : ratioFigure(median));

export const perSecondText = (value) => {
  if (Number.isNaN(value)) return '-';
  if (value < 1000) return value.toFixed(value < 100 ? 1 : 0);
  return `${(value / 1000).toFixed(value < 10_000 ? 1 : 0)}k`;
};

export const microsecondsText = (ns) => {
  if (Number.isNaN(ns)) return '-';
  const microseconds = ns / 1000;
  return microseconds < 100 ? microseconds.toFixed(1) : Math.round(microseconds).toString();
};

export const percentText = (share) => (Number.isNaN(share) ? '-' : `${Math.round(share * 100)} %`);

export const nanosecondsText = (ns) =>
  Number.isNaN(ns) ? '-' : Math.round(ns).toLocaleString('en');

export const bytesText = (bytes) => {
  if (Number.isNaN(bytes)) return '-';
  if (bytes < 100_000) return `${Math.round(bytes).toLocaleString('en')} B`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
};
