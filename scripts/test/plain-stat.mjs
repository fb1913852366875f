// Before each test file. Node 20 takes the numbers of the last stat(2) in its next realpath: after that of a socket or a
// pipe, of which removing a folder makes one, it leaves symbolic links in the way of a module, such as all of pnpm's. A
// file that is loaded in a process that has run others would get another version of what it depends on.
import { statSync } from 'node:fs';

statSync('/');
