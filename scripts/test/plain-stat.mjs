// Runs before each test file. In its next realpath Node 20 takes the results of the last stat(2), which removing a folder
// may call. If that was the stat of a socket or a pipe, symbolic links in the path of a module are not resolved, and
// pnpm's layout is made of them. A test file in a process that has run others would then get other versions of its
// dependencies.
import { statSync } from 'node:fs';

statSync('/');
