// `claims --list`, as text or as JSON: the ids of the claims and what they say.
import type { Terminal } from '../terminal/terminal.js';
import { prose } from '../terminal/text.js';
import { CLAIMS } from './all-claims.js';
import type { Claim } from './claim.js';

export function listClaims(terminal: Terminal): string[] {
  return CLAIMS.flatMap((one) => linesOf(terminal, one));
}

/** What `--json` prints of them. */
export function claimsList(): Pick<Claim, 'id' | 'section' | 'document' | 'english' | 'how'>[] {
  return CLAIMS.map(({ id, section, document, english, how }) => ({
    id,
    section,
    document,
    english,
    how,
  }));
}

function linesOf(terminal: Terminal, { id, section, document, english }: Claim): string[] {
  const { bold, dim } = terminal.colors;
  return [
    `${bold(id)} ${dim(`(${section})`)}`,
    ...prose(terminal, document.join(' '), '  '),
    ...prose(terminal, english, '  '),
  ];
}
