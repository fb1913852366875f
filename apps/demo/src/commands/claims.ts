// `claims`: the command around claims/run-claims.ts.
import { Command, Option } from 'commander';
import { CLAIM_IDS } from '../claims/claim-ids.js';
import type { ClaimId } from '../claims/claim-ids.js';
import { integer } from './server-options.js';

interface Options {
  readonly only?: readonly ClaimId[];
  readonly rounds?: number;
  readonly seed?: number;
  readonly json: boolean;
  readonly list: boolean;
}

const examples = `
Every claim is a question of measurement with a threshold: real servers, clients and reads are measured in rounds, in a shuffled order,
and the verdict (holds; holds when ...; wrong; inconclusive in this run) follows from the figures of this run alone. Keep the machine
idle meanwhile. Linux only. The exit code is 0 when all was measured, whatever the verdicts.
Examples:
  $ npm start -- claims
  $ npm start -- claims --only select-burns polling-burns
  $ node apps/demo/dist/cli.js claims --json > claims.json
  $ npm start -- claims --list`;

export function claimsCommand(): Command {
  return new Command('claims')
    .description('what the document claims, each claim measured and judged')
    .addOption(new Option('--only <id...>', 'only these claims').choices(CLAIM_IDS))
    .addOption(
      new Option(
        '--rounds <n>',
        'rounds of every question, instead of its own number; 3 are the fewest that decide',
      ).argParser(integer('the number of rounds', 1, 100)),
    )
    .addOption(
      new Option('--seed <n>', 'of the shuffled order').argParser(integer('a seed', 0, 999_999)),
    )
    .option('--json', 'print one JSON object with all figures; with --list the claims', false)
    .option('--list', 'print the claims, and measure nothing', false)
    .addHelpText('after', examples)
    .action(run);
}

async function run({ list, ...options }: Options): Promise<void> {
  if (list) {
    const { claimsList, listClaims } = await import('../claims/list-claims.js');
    if (options.json) {
      process.stdout.write(`${JSON.stringify(claimsList(), null, 1)}\n`);
      return;
    }
    const { Screen } = await import('../terminal/screen.js');
    const screen = new Screen();
    screen.print(...listClaims(screen.terminal));
    return;
  }
  const { runClaims } = await import('../claims/run-claims.js');
  process.exitCode = await runClaims(options);
}
