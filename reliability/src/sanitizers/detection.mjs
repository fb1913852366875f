// Checks that the sanitizers see defects, and that their reports are found.
import { runSanitized } from './sanitized-run.mjs';

const DEFECTS = { 'use after free': /heap-use-after-free/, overflow: /signed integer overflow/ };

/** Lets each sanitizer report a defect. Resolves with the defects that were not found. */
export async function missedDefects(addon) {
  const missed = [];
  for (const [defect, expected] of Object.entries(DEFECTS)) {
    const load = ['-e', 'require(process.env.FDSET_POSIX_ADDON)'];
    const { output, reports } = await runSanitized(addon, load, { env: { FDSET_DEFECT: defect } });
    if (!reports.some((text) => expected.test(text)))
      missed.push(`${defect}: not reported\n${output}`);
  }
  return missed;
}
