// A run is saved, exported, read again and compared.
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { METRIC_IDS } from '../../page/src/run/over-time.js';
import { SHORT, card, completes, inState, startRun } from './driver.js';
import type { Stage } from './driver.js';

export function describeSavedRuns({ open, browser }: Stage): void {
  it('saves, reloads, compares and exports a run', async () => {
    const page = await open(`#models=blocking.epoll&order=together${SHORT}`);
    await startRun(page);
    await completes(page);
    await showsMeasured(page);
    const rate = await card(page, 'epoll').locator('[data-figure="perSecond"]').textContent();
    const saved = await exportsFiles(page, browser());

    await page.getByLabel('Name').fill('the first');
    await page.getByText('Save this run').click();
    await page.getByText('Saved in this browser').waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Show of the first' }).click();
    expect(await card(page, 'epoll').locator('[data-figure="perSecond"]').textContent()).toBe(rate);

    await comparesWithNewRun(page);
    await opensFiles(page, saved);
    await page.getByRole('button', { name: 'Delete of the first' }).click();
    await page.getByText('None yet.').waitFor();
  });
}

/** The plots, each with the table behind it. */
async function showsMeasured(page: Page): Promise<void> {
  for (const model of ['blocking', 'epoll']) {
    await inState(page, model, 'ended');
    await page.locator(`[data-read="${model}"] svg.read .phase`).first().waitFor();
  }
  expect(await page.locator('.time-plot canvas').count()).toBe(METRIC_IDS.length);
  expect(await page.locator('svg.chart polyline').count()).toBe(2);
  const tables = page.locator('.figures-table summary');
  for (const summary of await tables.all()) await summary.click();
  const rows = page.locator('.figures-table').filter({ has: page.locator('tbody td') });
  // The last figures come with the end of the run, a moment after that of its models.
  await rows.nth((await tables.count()) - 1).waitFor();
  const read = await page.locator('.figures-table').first().textContent();
  expect(read).toMatch(/wait for data/);
  expect(read).toMatch(/measured/);
}

/** The three files; returns the saved run. */
async function exportsFiles(page: Page, browser: Browser): Promise<string> {
  const download = async (button: string): Promise<string> => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: button }).click(),
    ]);
    return readFile(await file.path(), 'utf8');
  };
  await showsReport(await download('HTML report'), browser);
  const trace = JSON.parse(await download('Chrome trace')) as {
    traceEvents: { ph: string; name: string }[];
  };
  const phases = new Set(trace.traceEvents.map(({ ph }) => ph));
  expect(phases).toEqual(new Set(['M', 'X', 'C']));
  expect(trace.traceEvents.map(({ name }) => name)).toContain('wait');
  return download('Download JSON');
}

/** Without scripts, and without a network. */
async function showsReport(html: string, browser: Browser): Promise<void> {
  expect(html).not.toMatch(/<script|<link|https?:\/\/(?!www\.w3\.org)/);
  const context = await browser.newContext({ javaScriptEnabled: false, offline: true });
  const page = await context.newPage();
  await page.setContent(html);
  expect(await page.locator('svg.chart polyline').count()).toBe(2 * METRIC_IDS.length + 2);
  expect(await page.locator('svg.read').count()).toBe(2);
  expect(await page.locator('table').count()).toBeGreaterThanOrEqual(3);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  await context.close();
}

async function comparesWithNewRun(page: Page): Promise<void> {
  await page.locator('input[value="blocking"]').uncheck();
  await startRun(page);
  await completes(page);
  await page.getByRole('button', { name: 'Compare of the first' }).click();
  const table = page.locator('.compare');
  expect(await table.textContent()).toMatch(/A .* · B the first/);
  expect(await table.textContent()).toMatch(/The set-ups differ.*epoll \/ Blocking, epoll/);
  // One line for the new run, two for the other: on the same axes.
  expect(await page.locator('svg.chart polyline').count()).toBe(3);
  expect(await page.locator('svg.chart polyline.thin').count()).toBe(2);
  await page.getByText('End the comparison').click();
  await table.waitFor({ state: 'detached' });
}

async function opensFiles(page: Page, saved: string): Promise<void> {
  const choose = (content: string): Promise<void> =>
    page.setInputFiles('input[type=file]', {
      name: 'run.json',
      mimeType: 'application/json',
      buffer: Buffer.from(content),
    });
  await choose('not at all');
  await page.getByText('This file is not JSON.').waitFor();
  await choose('{"a": 1}');
  await page.getByText('This file is not a saved run').waitFor();
  await choose(saved.replace(/"backlog": \d+/, '"backlog": -1'));
  await page.getByText(/missing or wrong.*models\[0\]\.samples\[0\]\.backlog/).waitFor();
  await choose(saved);
  await card(page, 'blocking').waitFor();
  await completes(page);
}
