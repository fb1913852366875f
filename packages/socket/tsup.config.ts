import { libraryConfig } from '../../tsup.base.mjs';

const entries = {
  index: 'src/index.ts',
  async: 'src/async/index.ts',
  framing: 'src/framing/index.ts',
  testing: 'src/testing/index.ts',
};

export default libraryConfig(entries, entries);
