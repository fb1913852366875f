// The page of the check "exhaustive".
import { number } from './format.mjs';

const line = ({ folder, tests, failed, skipped }) =>
  `- ${folder}: ${number(tests)} tests passed, ${number(failed)} failed, ${number(skipped)} were skipped`;

/** From its result. */
export const exhaustiveBody = ({ results }) => `\n${results.map(line).join('\n')}\n`;
