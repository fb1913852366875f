// What ends in the middle: a server, the lab, the page, the run.
import { expect, it } from 'vitest';
import { card, completes, endsAs, inState, showsFigures, startLab, startRun } from './driver.js';
import type { Stage } from './driver.js';

export function describeFailures({ open, watched, browser }: Stage): void {
  it('shows a server that dies in the middle of its run, and goes on', async () => {
    const page = await open('#models=threads.epoll&seconds=3&clients=4&thinkMs=10');
    await startRun(page);
    await showsFigures(page, 'threads');
    const pid = await card(page, 'threads').locator('[data-pid]').getAttribute('data-pid');
    process.kill(Number(pid), 'SIGKILL');
    await inState(page, 'threads', 'died');
    expect(await card(page, 'threads').textContent()).toContain('SIGKILL');
    await showsFigures(page, 'threads');
    await completes(page);
    await inState(page, 'epoll', 'ended');
    await showsFigures(page, 'epoll');
  });

  it('says so when the lab itself has gone, and keeps what was measured', async () => {
    const gone = await startLab();
    const page = await watched.open(
      browser(),
      gone,
      `#models=epoll&seconds=60&clients=2&thinkMs=10`,
    );
    await startRun(page);
    await showsFigures(page, 'epoll');
    await gone.program.endsOn('SIGKILL');
    await endsAs(page, 'lost');
    await inState(page, 'epoll', 'stopped');
    await showsFigures(page, 'epoll');
  });

  it('joins a run again when the page is loaded again, and stops it on demand', async () => {
    const page = await open('#models=epoll&seconds=60&clients=2&thinkMs=10');
    await startRun(page);
    await showsFigures(page, 'epoll');
    // A window that the page opens has its session, like the page itself after a reload.
    const [again] = await Promise.all([
      page.waitForEvent('popup'),
      page.evaluate('void window.open(location.href)'),
    ]);
    await showsFigures(again, 'epoll');
    await page.close();
    await again.locator('.run-bar').getByText('Stop').click();
    await endsAs(again, 'stopped');
    await showsFigures(again, 'epoll');
  });
}
