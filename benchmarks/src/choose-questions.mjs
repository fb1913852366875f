// Finds the questions for a name.
import { SetUpError } from '@fdset/tooling/set-up-error';

import { wrongName } from './question-names.mjs';
import { questions } from './questions.mjs';

/** The question called `name`, or all if it is undefined. An unknown name throws an error that lists all names. */
export const chooseQuestions = (name) => {
  const complaint = wrongName(name);
  if (complaint !== undefined) throw new SetUpError(complaint);
  return questions.filter((one) => name === undefined || one.name === name);
};
