// The report: one file, no scripts, nothing to load. Its plots are SVG, its styles those of the page.
import { render } from 'preact';
import { linesOf } from '../run/lines.js';
import type { RunRecord } from '../run/run-record.js';
import { compared } from '../state/runs.js';
import { texts } from '../texts/texts.js';
import { Report } from './report.js';

export function reportHtml(run: RunRecord): string {
  const body = document.createElement('div');
  const other = compared.value;
  render(<Report run={run} other={other} lines={linesOf(run, other)} />, body);
  const html = body.innerHTML;
  render(null, body);
  return [
    `<!doctype html><html lang="${document.documentElement.lang}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${texts.value.report.title}</title>`,
    `<style>${pageStyles()}</style></head><body>${html}</body></html>`,
  ].join('\n');
}

/** The rules as the browser read them, so that they are sent to it only once. */
function pageStyles(): string {
  return [...document.styleSheets]
    .flatMap(({ cssRules }) => Array.from(cssRules))
    .map(({ cssText }) => cssText)
    .join('\n');
}
