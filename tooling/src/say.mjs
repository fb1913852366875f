// What scripts say of their work: on stderr, so that a program's own output on stdout can be piped.
import { styleText } from 'node:util';

const out = process.stderr;
const withColour = out.isTTY && !process.env.NO_COLOR;

export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

export const say = (text) => void out.write(`${text}\n`);

export const sayError = (text) => say(withColour ? styleText('red', text) : text);
