// The format of tables and numbers on the pages.

/** A table of Markdown. */
export const table = (columns, rows) =>
  [columns, columns.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

export const number = (value) => value.toLocaleString('en-US');
