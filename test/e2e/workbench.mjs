// What a person does in the workbench, for tests: wait until it is there, run a command, look into a webview.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
export const ourExtensionId = `${manifest.publisher}.${manifest.name}`;

/** Waits until the window has its editors and views back. */
export async function ready(page) {
  const isRestored = () => performance.getEntriesByName('code/didStartWorkbench').length > 0;
  await page.waitForFunction(isRestored, null, { timeout: 60_000 });
}

/** Runs a command by its title in the command palette, as "Kafka Inspector: Open Inspector". */
export async function runCommand(page, title, { timeoutMs = 30_000 } = {}) {
  const palette = page.locator('.quick-input-widget');
  const input = palette.locator('.quick-input-box input');
  const row = palette
    .locator('.quick-input-list .monaco-list-row')
    .filter({ has: page.getByText(title, { exact: true }) })
    .first();
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    await page.keyboard.press('F1');
    if (!(await appears(input, 2000))) continue;
    await input.fill(`>${title}`);
    // Clicked, not Enter: the palette also lists what matches loosely, and puts that first at times.
    if (await appears(row, 1000)) return row.click();
    // The palette takes its list when it opens: a command registered since then needs a new one.
    await page.keyboard.press('Escape');
  }
  throw new Error(`no command "${title}" in the palette within ${timeoutMs / 1000} s`);
}

const appears = (locator, timeout) =>
  locator.waitFor({ timeout }).then(
    () => true,
    () => false,
  );

/** The page inside an extension's visible webview; `nth` where several are visible. */
export function webview(page, { extensionId = ourExtensionId, nth = 0 } = {}) {
  return page
    .locator(`iframe.webview.ready[src*="extensionId=${extensionId}" i]`)
    .filter({ visible: true })
    .nth(nth)
    .contentFrame()
    .locator('iframe#active-frame')
    .contentFrame();
}

export const themes = { dark: 'Dark Modern', light: 'Light Modern', contrast: 'Default High Contrast' };
const themeClasses = { 'Dark Modern': 'vs-dark', 'Light Modern': 'vs', 'Default High Contrast': 'hc-black' };

/** Waits until the workbench wears the theme; webviews follow in the same turn. */
export async function untilThemed(page, theme) {
  await page.locator(`.monaco-workbench.${themeClasses[theme]}`).first().waitFor();
}
