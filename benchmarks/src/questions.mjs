// Every question, in the order in which `pnpm bench` asks them. A new question needs a folder, a line here and its name in
// question-names.mjs.
import { costPerCall } from './cost-per-call/question.mjs';
import { costPerEvent } from './cost-per-event/question.mjs';
import { cpuBound } from './cpu-bound/question.mjs';
import { datagrams } from './datagrams/question.mjs';
import { echo, echoOwnNode } from './echo/question.mjs';
import { generatorsQuestion } from './generators/question.mjs';
import { idleConnections } from './idle-connections/question.mjs';
import { latency } from './latency/question.mjs';
import { persistent } from './persistent/question.mjs';
import { poolSize } from './pool-size/question.mjs';
import { requests } from './requests/question.mjs';
import { servers } from './servers/question.mjs';
import { tls } from './tls/question.mjs';
import { waiting } from './waiting/question.mjs';

export const questions = [
  echo,
  echoOwnNode,
  tls,
  latency,
  datagrams,
  requests,
  generatorsQuestion,
  idleConnections,
  costPerCall,
  costPerEvent,
  waiting,
  servers,
  persistent,
  cpuBound,
  poolSize,
];
