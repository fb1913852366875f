import { libraryConfig } from '../../tsup.base.mjs';

const entry = { index: 'src/index.ts', framing: 'src/framing.ts' };

export default libraryConfig(entry, { typed: entry });
