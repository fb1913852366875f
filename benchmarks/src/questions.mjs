// Every question in the order in which `pnpm bench` asks them. A new one is a folder and a line here.
import { echo } from './echo/question.mjs';

export const questions = [echo];
