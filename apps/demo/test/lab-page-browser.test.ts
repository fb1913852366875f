// The lab as its reader has it: the built page in a real Chromium, the real lab, real servers under real load.
import { readFile, readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs, needsThat } from '../../../scripts/test/needs.mjs';
import { someOf } from '../../../scripts/test/exhaustive.mjs';
import { presetOf } from '../page/src/config/presets.js';
import { enClaims } from '../page/src/texts/en-claims.js';
import { CLAIMS } from '../src/claims/all-claims.js';
import type { ClaimId } from '../src/claims/claim-ids.js';
import { CLAIM_IDS } from '../src/claims/claim-ids.js';
import { canTrace } from './helpers/can-trace.js';
import {
  SHORT,
  Watched,
  card,
  completes,
  launchChromium,
  showsFigures,
  startLab,
  startRun,
} from './lab-page/driver.js';
import type { Lab, Stage } from './lab-page/driver.js';
import { describeFailures } from './lab-page/failures.js';
import { describeReaders } from './lab-page/reader.js';
import { describeSavedRuns } from './lab-page/saved-runs.js';
import { describeSetUp } from './lab-page/set-up.js';

// As syscalls.test.ts: the program, and the right to use it.
const strace = needs('strace');
const tracing =
  'skip' in strace ? strace : needsThat(await canTrace(), 'needs the right to ptrace');

const MOST_BYTES = 60_000;

/** One of each kind; lab/runs.test.ts runs every model. */
const RUN = someOf<ClaimId>(CLAIM_IDS, [
  'threads-free-the-others',
  'polling-burns',
  'async-returns-at-once',
]);

describe('the page', () => {
  it(`weighs ${MOST_BYTES} bytes at most, compressed: scripts and styles`, async () => {
    const folder = new URL('../dist/page/assets/', import.meta.url);
    const files = (await readdir(folder)).filter((name) => /\.(js|css)$/.test(name));
    const contents = await Promise.all(files.map((name) => readFile(new URL(name, folder))));
    const weight = contents.reduce((sum, one) => sum + gzipSync(one, { level: 9 }).length, 0);
    expect(weight).toBeGreaterThan(0);
    expect(weight).toBeLessThanOrEqual(MOST_BYTES);
  });
});

describe('the lab in Chromium', needs('chromium'), () => {
  let browser: Browser;
  let lab: Lab;
  let other: Lab;
  const watched = new Watched();
  const stage: Stage = {
    watched,
    browser: () => browser,
    lab: () => lab,
    open: (hash = '', options = {}) => watched.open(browser, lab, hash, options),
  };

  beforeAll(async () => {
    [browser, lab, other] = await Promise.all([launchChromium(), startLab(), startLab()]);
  });

  afterAll(async () => {
    await browser?.close();
    lab?.program.kill();
    other?.program.kill();
  });

  it('has for every claim its set-up, the words of the document, and what to look at', async () => {
    const page = await stage.open();
    for (const claim of CLAIM_IDS) {
      await page.selectOption('#claim', claim);
      const { models } = presetOf(claim);
      const chosen = page.locator('.models input:checked');
      expect(
        await chosen.evaluateAll((all) => all.map((one) => one.getAttribute('value'))),
      ).toEqual(models);
      const text = await page.locator('.claim-text').textContent();
      for (const words of CLAIMS.find(({ id }) => id === claim)!.document)
        expect(text).toContain(words);
      expect(text).toContain(enClaims[claim].look);
    }
  });

  it('starts presets, which show figures', async () => {
    const halves = [RUN.filter((_, at) => at % 2 === 0), RUN.filter((_, at) => at % 2 === 1)];
    await Promise.all(
      [lab, other].map(async (one, index) => {
        const page = await watched.open(browser, one);
        for (const claim of halves[index]!) await startsPreset(page, claim);
      }),
    );
  });

  async function startsPreset(page: Page, claim: ClaimId): Promise<void> {
    const { models } = presetOf(claim);
    await page.selectOption('#claim', claim);
    await page.fill('#seconds', '2');
    await startRun(page);
    const cards = page.locator('.card');
    await showsFigures(page, models[0]!);
    expect(await cards.evaluateAll((all) => all.map((one) => one.dataset['model']))).toEqual(
      models,
    );
    expect(await page.inputValue('#claim')).toBe(claim);
    expect(await page.locator('[role="alert"], .card.died').allTextContents()).toEqual([]);
  }

  describeSetUp(stage);
  describeSavedRuns(stage);
  describeFailures(stage);
  describeReaders(stage);

  it('counts system calls in a run of its own, and says so', tracing, async () => {
    const page = await stage.open(`#models=epoll${SHORT}`);
    await startRun(page);
    await completes(page);
    await card(page, 'epoll').getByText('Count system calls').click();
    const counts = page.locator('.strace-counts');
    await counts.waitFor();
    expect(await counts.textContent()).toMatch(/a run of its own.*epoll_wait.*never compare/s);
  });

  it('refuses a foreign Host and a foreign Origin', async () => {
    const status = (path: string, headers: Record<string, string>): Promise<number> =>
      new Promise((resolve, reject) => {
        const asking = request(new URL(path, lab.url), { headers }, (response) => {
          response.resume();
          resolve(response.statusCode!);
        });
        asking.on('error', reject).end();
      });
    expect(await status('/', {})).toBe(200);
    expect(await status('/', { host: 'evil.example' })).toBe(403);
    expect(await status('/api/info', { origin: 'http://evil.example' })).toBe(403);
    expect(await status('/api/info', {})).toBe(403);
  });

  // The last one: it looks at all pages above.
  it('asks nothing of another machine, and has nothing to complain about', () => {
    const foreign = watched.urls.filter((url) => !/^(blob:)?http:\/\/127\.0\.0\.1:\d+\//.test(url));
    expect(watched.urls).toContain(new URL('api/info', lab.url).href);
    expect(foreign).toEqual([]);
    expect(watched.complaints).toEqual([]);
  });
});
