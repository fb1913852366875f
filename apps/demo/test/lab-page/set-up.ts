// The form: links, and what the server refuses.
import { expect, it } from 'vitest';
import { SHORT } from './driver.js';
import type { Stage } from './driver.js';

export function describeSetUp({ open }: Stage): void {
  it('reproduces a set-up from a link', async () => {
    const page = await open();
    await page.selectOption('#claim', 'pools-bound-the-damage');
    await page.fill('#thinkMs', '7');
    await page.getByRole('radio', { name: 'Computes' }).check();
    await page.fill('#handlerMs', '3');
    // page.url() lags behind what the page itself has written.
    const again = await open(await page.evaluate<string>('location.hash'));
    const values = ['clients', 'thinkMs', 'handlerMs', 'poolSize', 'seconds', 'claim'].map((id) =>
      again.inputValue(`#${id}`),
    );
    expect(await Promise.all(values)).toEqual(['16', '7', '3', '4', '5', '']);
    const checked = again.locator('input:checked:not([name="language"], [name="theme"])');
    expect(await checked.evaluateAll((all) => all.map((one) => one.getAttribute('value')))).toEqual(
      ['threads', 'thread-pool', 'process-pool', 'compute', 'in-turn', 'p99'].slice(0, 5),
    );
  });

  it('shows what the server refuses at its field', async () => {
    const page = await open(`#models=epoll${SHORT}`);
    await page.route('**/api/runs', (route) => {
      const config = route.request().postDataJSON() as object;
      return route.continue({ postData: { ...config, poolSize: 99 } });
    });
    await page.locator('button.main').click();
    const hint = page.locator('#poolSize-hint.problem');
    await hint.waitFor();
    expect(await hint.textContent()).toContain('16');
    expect(await page.getAttribute('#poolSize', 'aria-invalid')).toBe('true');
    expect(await page.locator('.card').count()).toBe(0);
  });
}
