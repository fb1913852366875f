// What the document says for each claim, as the command `claims` quotes it.
import { CLAIMS } from '../claims/all-claims.js';
import type { LabInfo } from './protocol/lab-info.js';

export const documentWords = Object.fromEntries(
  CLAIMS.map(({ id, section, document, english }) => [id, { section, words: document, english }]),
) as LabInfo['document'];
