import { libraryConfig } from '../../tsup.base.mjs';

const entries = {
  index: 'src/index.ts',
  async: 'src/async/index.ts',
  framing: 'src/framing/index.ts',
  testing: 'src/testing/index.ts',
};

const { index, async, framing, testing } = entries;

export default libraryConfig(entries, {
  typed: entries,
  shared: { common: [index, async, framing], to: [async, framing, testing] },
});
