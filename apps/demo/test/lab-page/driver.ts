// The lab and its page in a real Chromium, for the tests of what a reader sees. One browser for the file; each test has a context of its own.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { HANG_MS } from '../../../../vitest.base.mjs';
import { RunningProgram } from '../helpers/running-program.js';
import { cliPath } from '../helpers/run.js';

/** A wait that is too long says for what, before the test as a whole is given up. */
const LONGEST_WAIT_MS = HANG_MS / 4;

export interface Lab {
  readonly url: string;
  readonly program: RunningProgram;
}

export async function startLab(): Promise<Lab> {
  const program = new RunningProgram(process.execPath, [cliPath, 'lab']);
  const [, url] = await program.prints(/(http:\/\/127\.0\.0\.1:\d+\/)/);
  return { url: url!, program };
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), timeout: HANG_MS });
}

function chromiumPath(): string {
  const paths = (process.env['PATH'] ?? '').split(delimiter).map((one) => join(one, 'chromium'));
  return paths.find(isExecutable)!;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Everything that all pages asked for and complained about. */
export class Watched {
  readonly urls: string[] = [];
  readonly complaints: string[] = [];

  /** A page of the lab in a context of its own, which is closed with the test. */
  async open(
    browser: Browser,
    lab: Lab,
    hash = '',
    options: BrowserContextOptions = {},
  ): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-US', ...options });
    onTestFinished(() => context.close());
    this.watch(context);
    const page = await context.newPage();
    await page.goto(lab.url + hash);
    await page.locator('button.main').waitFor();
    return page;
  }

  watch(context: BrowserContext): void {
    context.setDefaultTimeout(LONGEST_WAIT_MS);
    context.on('request', (request) => this.urls.push(request.url()));
    context.on('weberror', (error) => this.complaints.push(String(error.error())));
    context.on('console', (message) => {
      // A request that is refused, or whose server has gone, is the browser's own line.
      const isOfNetwork = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isOfNetwork) this.complaints.push(message.text());
    });
  }
}

/** What the groups of tests share: one browser, one lab, and all that their pages asked for. */
export interface Stage {
  readonly watched: Watched;
  readonly browser: () => Browser;
  readonly lab: () => Lab;
  /** Opens the page of the lab in a context of its own. */
  readonly open: (hash?: string, options?: BrowserContextOptions) => Promise<Page>;
}

/** Short, with clients that leave the processors to others. */
export const SHORT = '&seconds=2&clients=4&thinkMs=10';

export const card = (page: Page, model: string) => page.locator(`.card[data-model="${model}"]`);

/** Waits until a model shows a throughput. */
export async function showsFigures(page: Page, model: string): Promise<void> {
  const rate = card(page, model).locator('[data-figure="perSecond"]');
  await rate.filter({ hasText: /[1-9]/ }).waitFor();
}

export const inState = (page: Page, model: string, state: string): Promise<void> =>
  card(page, model).locator(`[data-state="${state}"]`).waitFor();

/** Starts a run, and waits until it is shown instead of the one before. */
export async function startRun(page: Page): Promise<void> {
  const before = await page.locator('.run-bar').evaluateAll((all) => all[0]?.dataset['run']);
  await page.locator('button.main').click();
  await page.locator(`.run-bar:not([data-run="${before ?? ''}"])`).waitFor();
}

export const completes = (page: Page): Promise<void> => endsAs(page, 'complete');

/** Waits for the end of the run; another end than this is told at once. */
export async function endsAs(page: Page, state: 'complete' | 'stopped' | 'lost'): Promise<void> {
  const ended = page.locator('.run-state:not(.running)');
  await ended.waitFor();
  expect(await ended.getAttribute('class')).toBe(`run-state ${state}`);
}
