// The questions that a name stands for.
import { SetUpError } from '@fdset/tooling/set-up-error';

import { wrongName } from './question-names.mjs';
import { questions } from './questions.mjs';

/** The question called `name`, or all of them; an unknown name is a complaint that lists them. */
export const chooseQuestions = (name) => {
  const complaint = wrongName(name);
  if (complaint !== undefined) throw new SetUpError(complaint);
  return questions.filter((one) => name === undefined || one.name === name);
};
