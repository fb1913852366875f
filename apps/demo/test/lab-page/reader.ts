// Readers: their language, their theme, their phone, their keyboard.
import { expect, it } from 'vitest';
import { SHORT, completes, endsAs, showsFigures, startRun } from './driver.js';
import type { Stage } from './driver.js';

export function describeReaders({ open }: Stage): void {
  it('is in English and Chinese, and remembers which', async () => {
    const page = await open();
    await page.getByRole('radio', { name: '中文' }).check();
    const heading = page.getByRole('heading', { level: 1 });
    expect(await heading.textContent()).toBe('fdset 实验室');
    await page.reload();
    expect(await heading.textContent()).toBe('fdset 实验室');
    expect(await page.getAttribute('html', 'lang')).toBe('zh-CN');
    const english = await open('', { locale: 'de-DE' });
    expect(await english.getAttribute('html', 'lang')).toBe('en');
  });

  it('is dark or light as the system is, unless told otherwise', async () => {
    const page = await open('', { colorScheme: 'dark' });
    expect(await page.getAttribute('html', 'data-theme')).toBe('dark');
    await page.getByRole('radio', { name: 'Light' }).check();
    await page.reload();
    expect(await page.getAttribute('html', 'data-theme')).toBe('light');
  });

  it('fits a phone, in both languages', async () => {
    const page = await open(`#models=epoll${SHORT}`, { viewport: { width: 360, height: 740 } });
    await startRun(page);
    await completes(page);
    for (const summary of await page.locator('.figures-table summary').all()) await summary.click();
    for (const language of ['English', '中文']) {
      await page.getByRole('radio', { name: language }).check();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    }
  });

  it('is used with the keyboard alone', async () => {
    // Long: it is to be stopped before it ends by itself, however slow the machine is.
    const page = await open('#models=epoll&seconds=60&clients=4&thinkMs=10');
    const focused = (selector: string): Promise<boolean> =>
      page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`);
    const reach = async (selector: string): Promise<void> => {
      for (let tabs = 0; !(await focused(selector)); tabs += 1) {
        expect(tabs).toBeLessThan(100);
        await page.keyboard.press('Tab');
      }
    };
    await reach('.skip');
    await page.keyboard.press('Enter');
    expect(await focused('#results')).toBe(true);
    await page.reload();
    await reach('#clients');
    await page.keyboard.press('ArrowUp');
    await reach('button.main');
    await page.keyboard.press('Enter');
    await showsFigures(page, 'epoll');
    expect(await page.inputValue('#clients')).toBe('5');
    await reach('.run-bar button');
    await page.keyboard.press('Enter');
    await endsAs(page, 'stopped');
    await reach('.figures-table summary');
  });
}
