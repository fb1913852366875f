// Makes the README's pictures of the lab (docs/images/lab-*.png) from a run that it makes itself: `pnpm --filter @fdset/demo
// screenshots`, after a build. Needs Debian's chromium.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';
const SET_UP = '#models=blocking.threads.nonblocking.epoll&clients=8&thinkMs=5&seconds=5';
const images = new URL('../../../docs/images/', import.meta.url);
const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

const startLab = async () => {
  const lab = spawn(process.execPath, [cli, 'lab'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const chunk of lab.stdout.setEncoding('utf8')) {
    text += chunk;
    const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(text)?.[0];
    if (url !== undefined) return { lab, url };
  }
  throw new Error(`the lab ended before it listened: ${text}`);
};

const runOnce = async (page, url) => {
  await page.goto(url + SET_UP);
  await page.locator('button.main').click();
  await page.locator('.run-state.complete').waitFor({ timeout: 600_000 });
};

/** The parts of the page between two of its elements, with some room around. */
const shoot = async (page, from, to, name) => {
  const [first, last] = await Promise.all([
    page.locator(from).first().boundingBox(),
    page.locator(to).last().boundingBox(),
  ]);
  const y = Math.max(0, first.y - 14);
  const clip = { x: 0, y, width: page.viewportSize().width, height: last.y + last.height + 14 - y };
  await page.screenshot({ path: fileURLToPath(new URL(name, images)), fullPage: true, clip });
};

const takeAll = async (page) => {
  await shoot(page, '.run-bar', '.cards', 'lab-figures.png');
  await shoot(page, '.plots:has(.reads)', '.reads', 'lab-read.png');
  await shoot(page, '.plots:has(.time-plot)', '.plots:has(svg.chart) .axis-note', 'lab-plots.png');
};

const { lab, url } = await startLab();
const browser = await chromium.launch({ executablePath: EXECUTABLE });
try {
  await mkdir(images, { recursive: true });
  const page = await browser.newPage({ viewport: { width: 1120, height: 900 }, locale: 'en-US' });
  await runOnce(page, url);
  await takeAll(page);
  await page.getByRole('radio', { name: 'Dark' }).check();
  await page.getByRole('radio', { name: '中文' }).check();
  await shoot(page, '.plots:has(.reads)', '.reads', 'lab-read-zh.png');
} finally {
  await browser.close();
  lab.kill('SIGINT');
  await once(lab, 'exit');
}
