// Generates the figures and plots of docs/models/ and of the guide to the strategies, from benchmarks/results and
// docs/models/results. The prose of the pages is written by hand, and has no figures.
import { claims } from './models/claims.mjs';
import { comparisons, strategyComparisons } from './models/comparisons.mjs';
import { scaling } from './models/scaling.mjs';
import { comparison, sentences } from './models/tables.mjs';
import { workersOfStaying } from './models/workers-of-staying.mjs';
import { hasTimeline, timelineOf } from './models/timelines.mjs';

const withPlot = (path, section, { text, plot }) => [
  { path, section, text },
  ...(plot === null ? [] : [plot]),
];

const pageFiles = (name) => {
  const path = `docs/models/${name}.md`;
  return [
    ...(hasTimeline(name) ? withPlot(path, 'timeline', timelineOf(name)) : []),
    ...withPlot(path, 'figures', comparison(comparisons[name])),
    { path, section: 'claims', text: sentences(claims[name]()) },
  ];
};

const strategies = 'docs/guides/choosing-a-strategy.md';

const strategyFiles = () =>
  Object.entries(strategyComparisons).flatMap(([section, one], index) => {
    const { text, plot } = comparison(one, { isFirst: index === 0 });
    return withPlot(strategies, section, {
      plot,
      text: text.replace('](plots/', '](../models/plots/'),
    });
  });

/** The files that this module writes. */
export const files = () => [
  ...Object.keys(comparisons).flatMap(pageFiles),
  ...withPlot('docs/models/multiplexing.md', 'scaling', scaling()),
  ...strategyFiles(),
  { path: strategies, section: 'workers', text: workersOfStaying() },
];
