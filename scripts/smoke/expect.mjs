// The only assertion of the smoke test. It takes a reason, because only the reason is shown.
import { CheckFailure } from '../../tooling/src/run-command.mjs';

/** Throws `why` unless `condition` holds. */
export const expect = (condition, why) => {
  if (!condition) throw new CheckFailure(why);
};
