// The parts that all plots of docs/models/ are made of. The same figures give the same bytes.
export const colours = {
  ours: '#2f6f4f',
  other: '#9aa5ad',
  waiting: '#cfd6da',
  busy: '#b3541e',
  wakeUp: '#2c6fb3',
  copying: '#e0a100',
  line: '#333333',
  text: '#222222',
};

const escaped = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const attributes = (values) =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${typeof value === 'number' ? round(value) : value}"`)
    .join('');

const round = (value) => String(Number(value.toFixed(1)));

export const textAt = (x, y, content, extra = {}) =>
  `<text${attributes({ x, y, ...extra })}>${escaped(content)}</text>`;

export const rect = (x, y, width, height, fill) =>
  `<rect${attributes({ x, y, width: Math.max(width, 0.5), height, fill })}/>`;

export const line = (x1, y1, x2, y2, extra = {}) =>
  `<line${attributes({ x1, y1, x2, y2, stroke: colours.line, 'stroke-width': '1', ...extra })}/>`;

export const polyline = (points, stroke, extra = {}) =>
  `<polyline${attributes({
    points: points.map(([x, y]) => `${round(x)},${round(y)}`).join(' '),
    fill: 'none',
    stroke,
    'stroke-width': '2',
    ...extra,
  })}/>`;

export const circle = (cx, cy, r, fill) => `<circle${attributes({ cx, cy, r, fill })}/>`;

/** The whole plot, with its title and what it was measured by. */
export const frame = ({ width, height, title, foot }, marks) =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
      `font-family="sans-serif" font-size="12" fill="${colours.text}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    textAt(12, 26, title, { 'font-size': '15', 'font-weight': 'bold' }),
    ...marks,
    textAt(12, height - 8, foot, { 'font-size': '11' }),
    '</svg>',
    '',
  ].join('\n');
