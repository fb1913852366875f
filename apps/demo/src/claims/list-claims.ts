// `claims --list`: the ids of the claims and what they say.
import type { Terminal } from '../terminal/terminal.js';
import { prose } from '../terminal/text.js';
import { CLAIMS } from './all-claims.js';
import type { Claim } from './claim.js';

export function listClaims(terminal: Terminal): string[] {
  return CLAIMS.flatMap((one) => linesOf(terminal, one));
}

function linesOf(terminal: Terminal, { id, section, document, english }: Claim): string[] {
  const { bold, dim } = terminal.colors;
  return [
    `${bold(id)} ${dim(`(${section})`)}`,
    ...prose(terminal, document.join(' '), '  '),
    ...prose(terminal, english, '  '),
  ];
}
