// Prints the document's sections, each with its commands.
import type { Screen } from '../terminal/screen.js';
import { heading, prose } from '../terminal/text.js';
import { sections } from './sections.js';

const SOURCE = 'https://www.cnblogs.com/shijieli/p/10343196.html';

export function showSections(screen: Screen): void {
  const { terminal } = screen;
  screen.print(...prose(terminal, `The document, chapter 4.6: ${SOURCE}`));
  for (const { number, chinese, english, lines, commands } of sections) {
    screen.print(...heading(terminal, `${number} ${chinese}  ${english}`));
    for (const line of lines) screen.print(...prose(terminal, line, '  '));
    for (const command of commands)
      screen.print(terminal.colors.green(`  $ npm start -- ${command}`));
  }
  const last = 'All of it live, in the browser: npm start -- lab.';
  screen.print('', ...prose(terminal, last));
}
