// The page of the check "exhaustive".
import { number } from './format.mjs';

const line = ({ folder, tests, failed, skipped }) =>
  `- ${folder}: ${number(tests)} tests passed, ${number(failed)} failed, ${number(skipped)} were skipped`;

/** The page's text, from the result of the check. */
export const exhaustiveBody = ({ results }) => `\n${results.map(line).join('\n')}\n`;
