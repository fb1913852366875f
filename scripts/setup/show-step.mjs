// Prints one line for each step of a set-up, with its time. On a terminal the line counts the seconds and shows the last
// output of the step. Elsewhere it is written once, and each package of a build gets a line when its output begins,
// because a build takes minutes on a slow machine.
import { stripVTControlCharacters } from 'node:util';

import { seconds } from '../../tooling/src/say.mjs';

const out = process.stderr;
const clearLine = out.isTTY ? '\r\u001b[K' : '';

/**
 * Shows a step while `work` runs. `work` gets a function that takes its output, and resolves with a text that is printed
 * at its end. The error of a failing step is passed on.
 */
export const showStep = async (title, work) => {
  const startedAt = Date.now();
  const time = () => seconds(Date.now() - startedAt);
  const line = `  ${title} ... `;
  const begun = new Set();
  let last = '';
  const show = (chunk) => {
    const text = stripVTControlCharacters(String(chunk));
    last = text.split(/[\r\n]+/).findLast((one) => one.trim() !== '') ?? last;
    for (const [, name] of out.isTTY ? [] : text.matchAll(/^(\S+):build: (?!cache hit)/gm)) {
      if (begun.has(name)) continue;
      out.write(`${begun.size === 0 ? '\n' : ''}    ${name} (after ${time()})\n`);
      begun.add(name);
    }
  };
  const end = (how) =>
    out.write(`${clearLine}${clearLine || begun.size > 0 ? line : ''}${how}${time()}\n`);
  const draw = () => out.write(`${clearLine}${`${line}${time()}  ${last}`.slice(0, out.columns)}`);
  const timer = out.isTTY && setInterval(draw, 250);
  out.write(line);
  try {
    end((await work(show)) ?? '');
  } catch (error) {
    end('stopped after ');
    throw error;
  } finally {
    clearInterval(timer);
  }
};
