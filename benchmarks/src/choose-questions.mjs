// The questions that a name stands for. `pnpm bench` asks before its set-up as well, when nothing may be
// installed: what this imports uses Node's built-ins only.
import { SetUpError } from '../../scripts/setup/set-up-error.mjs';
import { questions } from './questions.mjs';

/** The question called `name`, or all of them; an unknown name is a complaint that lists them. */
export const chooseQuestions = (name) => {
  const chosen = questions.filter((one) => name === undefined || one.name === name);
  if (chosen.length > 0) return chosen;
  const names = questions.map((one) => one.name).join(', ');
  throw new SetUpError(`no question "${name}": there are ${names}`);
};
