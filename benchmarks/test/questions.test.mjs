import { expect, it } from 'vitest';

import { chooseQuestions } from '../src/choose-questions.mjs';
import { questionNames } from '../src/question-names.mjs';

it('the names that are known before anything is installed are those of the questions, in their order', () => {
  expect(chooseQuestions().map(({ name }) => name)).toEqual(questionNames);
  expect(questionNames.flatMap((name) => chooseQuestions(name)).map(({ name }) => name)).toEqual(
    questionNames,
  );
});
