// The one assertion of the smoke test: a reason instead of a comparison, because it is all that is shown.
import { CheckFailure } from '../../tooling/src/run-command.mjs';

/** Throws `why` unless `condition` holds. */
export const expect = (condition, why) => {
  if (!condition) throw new CheckFailure(why);
};
