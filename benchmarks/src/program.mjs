// The command line.
import { runEntry } from '@fdset/tooling/entry';
import { Command, InvalidArgumentError, Option } from 'commander';

import { questions } from './questions.mjs';
import { runQuestions } from './run-questions.mjs';

const list = (text) => text.split(',').filter((item) => item !== '');

const wholeNumber = (text) => {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number above 0.');
};

const sumOf = (name) => Math.ceil(questions.reduce((sum, one) => sum + one[name], 0));

const line = ({ name, summary, fullMinutes, quickMinutes }) =>
  `  ${name.padEnd(16)} ${String(fullMinutes).padStart(4)} ${String(quickMinutes).padStart(5)}   ${summary}`;

const help = `
Questions, and the minutes that they take on an idle machine, in full and with --quick:
${questions.map(line).join('\n')}

Without a name all of them run, in about ${sumOf('fullMinutes')} minutes, ${sumOf('quickMinutes')} with --quick. Keep the machine otherwise idle: the
server has one core, the load another. Full runs write NAME.json and NAME.svg to benchmarks/results/PROCESSOR;
shortened or narrowed ones write to benchmarks/partial. A quick run has fewer cases and rounds, and trials of the
same times; it says which ratios are not within 15 % of the full run that is committed for this processor, and which
rates were still changing. The npm packages among the peers are installed at first use.`;

export const createProgram = () =>
  new Command('bench')
    .usage('[name] [options]')
    .description('Measures fdset beside its peers, in one run.')
    .argument('[name]', 'the question; default: all')
    .option('--quick', 'a short run: fewer cases and rounds, with trials as long as in a full one')
    .option('--peers <ids>', 'only these peers, separated by commas', list)
    .option('--cases <ids>', 'only these cases, such as 50x64x1,50x4096x1', list)
    .option('--rounds <n>', 'rounds for each case', wholeNumber)
    .option('--measure-ms <n>', 'measured time of each trial', wholeNumber)
    .option('--node <path>', 'the Node that runs fdset and its Node peers; default: Node 24')
    .option('--own-node', 'the Node that runs this command, instead of Node 24')
    .addOption(new Option('--seed <n>', 'of the shuffled order').argParser(wholeNumber))
    .option('--no-install', 'leaves out the peers that would have to be installed')
    .option('--out <file>', 'where the JSON goes, for one question')
    .addHelpText('after', help)
    .action((name, options) => runEntry(({ signal }) => runQuestions(name, options, signal)));
