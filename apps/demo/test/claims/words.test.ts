// What the claims quote, and that none is missing.
import { describe, expect, it } from 'vitest';
import { CLAIMS } from '../../src/claims/all-claims.js';
import { CLAIM_IDS } from '../../src/claims/claim-ids.js';
import { DOCUMENT_WORDS } from '../../src/claims/document-words.js';
import { questionsOf } from '../../src/claims/measure-claims.js';
import { parse } from '../helpers/in-process.js';
import { runDemo } from '../helpers/run.js';

describe('the claims', () => {
  it('are those of the list, in its order', () => {
    expect(CLAIMS.map(({ id }) => id)).toEqual(CLAIM_IDS);
  });

  it.each(CLAIMS.map((one) => [one.id, one] as const))(
    '%s quotes its section letter by letter',
    (_, { document, section }) => {
      expect(document.length).toBeGreaterThan(0);
      for (const words of document) expect(DOCUMENT_WORDS[section]).toContain(words);
    },
  );

  it('name peers that their questions have', () => {
    for (const { figures } of CLAIMS)
      for (const { of, peer, over } of Object.values(figures))
        expect(of.peers).toEqual(
          expect.arrayContaining(over === undefined ? [peer] : [peer, over]),
        );
  });

  it('have at least one threshold each, and questions whose ids differ', () => {
    for (const { figures } of CLAIMS)
      expect(Object.values(figures).some(({ threshold }) => threshold !== undefined)).toBe(true);
    const ids = questionsOf(CLAIMS).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('claims', () => {
  it('--list names every claim with its words, and measures nothing', async () => {
    const { code, stdout } = await runDemo(['claims', '--list']);
    expect(code).toBe(0);
    const text = stdout.toString();
    const listed = [...text.matchAll(/^([a-z-]+) \(4\.6/gm)].map(([, id]) => id);
    expect(listed).toEqual(CLAIM_IDS);
    for (const { document } of CLAIMS)
      expect(text.replace(/\s/g, '')).toContain(document.join('').replace(/\s/g, ''));
  });

  it('--list --json prints the claims as JSON', async () => {
    const { code, stdout } = await runDemo(['claims', '--list', '--json']);
    expect(code).toBe(0);
    const listed = JSON.parse(stdout.toString()) as unknown[];
    expect(listed).toEqual(
      CLAIMS.map(({ id, section, document, english, how }) => ({
        id,
        section,
        document,
        english,
        how,
      })),
    );
  });

  it('--only refuses what is no claim, and names those that are', async () => {
    const { code, stderr } = await parse(['claims', '--only', 'threads-are-free']);
    expect(code).toBe(1);
    expect(stderr).toContain('select-burns');
  });

  it('--rounds refuses what is no number', async () => {
    const { code, stderr } = await parse(['claims', '--rounds', 'many']);
    expect([code, stderr.includes('an integer from 1 to 100')]).toEqual([1, true]);
  });
});
