import { libraryConfig } from '../../tsup.base.mjs';

const entries = { index: 'src/index.ts', constants: 'src/constants.ts' };

export default libraryConfig(entries, { typed: entries });
