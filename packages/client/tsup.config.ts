import { libraryConfig } from '../../tsup.base.mjs';

export default libraryConfig();
