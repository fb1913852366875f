// What a newcomer sees of a set-up: one line per step with its time, on stderr, so that the
// demo's own output on stdout can be piped. On a terminal the line counts the seconds and shows
// what the step prints last; elsewhere it is written once, without colour, and has a line for each package of a build.
import { stripVTControlCharacters, styleText } from 'node:util';

const out = process.stderr;
const isTerminal = out.isTTY;
const withColour = isTerminal && !process.env.NO_COLOR;

const paint = (style, text) => (withColour ? styleText(style, text) : text);

const clearLine = isTerminal ? '\r\u001b[K' : '';

export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

export const say = (text) => out.write(`${text}\n`);

export const sayError = (text) => out.write(`${paint('red', text)}\n`);

/** What fits beside `used` characters on the terminal's line. */
const fitted = (text, used) => text.slice(0, Math.max(0, (out.columns ?? 80) - used - 3));

const liveLine = (title, startedAt) => {
  let detail = '';
  const draw = () => {
    const left = `  ${title} ... ${Math.floor((Date.now() - startedAt) / 1000)} s`;
    out.write(`${clearLine}${left}  ${paint('dim', fitted(detail, left.length))}`);
  };
  draw();
  const timer = setInterval(draw, 250);
  return {
    detail: (chunk) => {
      detail = lastLine(chunk) ?? '';
    },
    end: (text) => {
      clearInterval(timer);
      out.write(`${clearLine}  ${title} ... ${text}\n`);
    },
  };
};

// A build takes minutes on a slow machine: each package is told of as its output begins.
const plainLine = (title, startedAt) => {
  const begun = new Set();
  out.write(`  ${title} ... `);
  return {
    detail: (chunk) => {
      for (const [, name] of stripVTControlCharacters(String(chunk)).matchAll(/^(\S+):build: /gm)) {
        if (begun.has(name)) continue;
        out.write(
          `${begun.size === 0 ? '\n' : ''}    ${name} (after ${seconds(Date.now() - startedAt)})\n`,
        );
        begun.add(name);
      }
    },
    end: (text) => out.write(begun.size === 0 ? `${text}\n` : `  ${title} ... ${text}\n`),
  };
};

const lastLine = (chunk) =>
  stripVTControlCharacters(String(chunk))
    .split(/[\r\n]+/)
    .findLast((line) => line.trim() !== '');

/**
 * Shows one step while `work` runs; `work` gets a function that takes the step's raw output.
 * The error of a failing step is passed on.
 */
export const showStep = async (title, work) => {
  const startedAt = Date.now();
  const line = isTerminal ? liveLine(title, startedAt) : plainLine(title, startedAt);
  try {
    const result = await work(line.detail);
    line.end(paint('green', seconds(Date.now() - startedAt)));
    return result;
  } catch (error) {
    line.end(paint('red', `stopped after ${seconds(Date.now() - startedAt)}`));
    throw error;
  }
};
