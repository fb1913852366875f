// What a run is saved as.
import { chromeTrace } from '../run/chrome-trace.js';
import type { RunRecord } from '../run/run-record.js';
import { reportHtml } from './report-html.js';

export function runJson(run: RunRecord): void {
  offer(`${fileName(run)}.json`, 'application/json', JSON.stringify(run, null, 1));
}

export function runTrace(run: RunRecord): void {
  offer(`${fileName(run)}.trace.json`, 'application/json', JSON.stringify(chromeTrace(run)));
}

export function runReport(run: RunRecord): void {
  offer(`${fileName(run)}.html`, 'text/html', reportHtml(run));
}

function fileName({ startedAt }: RunRecord): string {
  return `fdset-lab-${startedAt.slice(0, 19).replaceAll(':', '-')}`;
}

function offer(name: string, type: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  // The browser has begun to read when the click returns; the address may go soon after.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
