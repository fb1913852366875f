// Every question in the order in which `pnpm bench` asks them. A new one is a folder and a line here.
import { costPerEvent } from './cost-per-event/question.mjs';
import { datagrams } from './datagrams/question.mjs';
import { echo, echoOwnNode } from './echo/question.mjs';
import { idleConnections } from './idle-connections/question.mjs';
import { latency } from './latency/question.mjs';

export const questions = [echo, echoOwnNode, latency, datagrams, idleConnections, costPerEvent];
