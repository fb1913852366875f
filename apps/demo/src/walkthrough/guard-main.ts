// What the guard of a tour does when the tour was killed, a bundle entry: kills all that has the tour's mark, and removes its folder.
import { rmSync } from 'node:fs';
import { killMarked, MARK_VARIABLE } from '../marked-processes.js';

const [folder = ''] = process.argv.slice(2);
// The mark is found in /proc, which only Linux has.
if (process.platform === 'linux') killMarked(process.env[MARK_VARIABLE] ?? '');
rmSync(folder, { recursive: true, force: true });
