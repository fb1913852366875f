// How pages show things.

/** A table of Markdown. */
export const table = (columns, rows) =>
  [columns, columns.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

export const number = (value) => value.toLocaleString('en-US');
