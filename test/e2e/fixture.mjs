// What a spec imports: Playwright's test with `openWorkbench`, which opens a window of the real workbench.
//
//   test('sends', async ({ openWorkbench }) => {
//     const workbench = await openWorkbench({ files: { 'a.kafka': '…' }, open: 'a.kafka' });
//     await workbench.palette('Kafka Inspector: Open Inspector');
//     await workbench.panel().getByRole('button', { name: 'Send' }).click();
//     await workbench.screenshots('tour-1');
//   });
//
// A console error or a violation of the content security policy fails the test that caused it; a test that provokes
// an error notification says so by `workbench.expectTrouble(/its text/)`.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test as base, expect } from '@playwright/test';
import { axeViolations } from './axe.mjs';
import { startServer } from './server.mjs';
import { collectTroubles } from './troubles.mjs';
import { ready, runCommand, themes, untilThemed, webview } from './workbench.mjs';

export { expect, themes };

const shots = path.join(import.meta.dirname, 'shots');

export const test = base.extend({
  /** The VSIX to install; `test.use({ vsix })` for another one. */
  vsix: [undefined, { option: true, scope: 'worker' }],

  /** Of startServer, as `{ driver, trust, settings }`; another one is another server. */
  serverOptions: [{}, { option: true, scope: 'worker' }],

  server: [
    async ({ vsix, serverOptions }, use) => {
      const server = await startServer({ vsix, ...serverOptions });
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  // One context for all tests of a worker: the first webview of a new one takes 3 s for its service worker.
  sharedContext: [
    async ({ browser }, use) => {
      const context = await browser.newContext({ reducedMotion: 'reduce' });
      await use(context);
      await context.close();
    },
    { scope: 'worker' },
  ],

  openWorkbench: async ({ server, sharedContext }, use, info) => {
    const opened = [];
    await use(async options => {
      const workbench = await openWorkbench(server, sharedContext, options);
      opened.push(workbench);
      return workbench;
    });
    const troubles = opened.flatMap(workbench => workbench.troubles());
    if (info.status !== info.expectedStatus || troubles.length > 0) {
      await info.attach('logs', { body: server.logs(), contentType: 'text/plain' });
      for (const { page } of opened)
        await info.attach('window', { body: await page.screenshot(), contentType: 'image/png' });
    }
    for (const { page } of opened) await page.close();
    expect(troubles, 'errors on the console, exceptions and CSP violations').toEqual([]);
  },
});

/**
 * Opens a window on a new folder.
 * - `files`: path in the folder → text. `open`: the one to open.
 * - `settings`: settings of the folder. `theme`: a key of `themes`. `size`: of the window, in CSS pixels.
 * - `payload`: more of VS Code's list of [key, value] for the address.
 */
async function openWorkbench(server, context, options = {}) {
  const {
    files = {},
    open,
    settings = {},
    theme = 'dark',
    size = { width: 1280, height: 800 },
    payload = [],
  } = options;
  const folder = mkdtempSync(path.join(server.home, 'ws-'));
  for (const [name, text] of Object.entries(files)) write(path.join(folder, name), text);
  const folderSettings = { ...settings, 'workbench.colorTheme': themes[theme] };
  const settingsFile = path.join(folder, '.vscode/settings.json');
  const saveSettings = () => write(settingsFile, JSON.stringify(folderSettings, null, 2));
  saveSettings();

  const page = await context.newPage();
  await page.setViewportSize(size);
  const collector = collectTroubles(page);
  const opened = open ? [['openFile', server.uri(path.join(folder, open))]] : [];
  await page.goto(server.url(folder, [...opened, ...payload]));
  await ready(page);
  await untilThemed(page, themes[theme]);

  const workbench = {
    page,
    folder,
    troubles: collector.troubles,
    /** For a test that provokes an error: console lines that match do not fail it. Never for CSP violations. */
    expectTrouble: collector.expect,
    palette: (title, more) => runCommand(page, title, more),
    panel: more => webview(page, more),
    axe: (panel = webview(page), more = {}) => axeViolations(panel, more),
    /** Changes settings of the folder in the running window; VS Code takes them up within half a second. */
    set: changes => {
      Object.assign(folderSettings, changes);
      saveSettings();
    },
    setTheme: async name => {
      workbench.set({ 'workbench.colorTheme': themes[name] });
      await untilThemed(page, themes[name]);
    },
    /** Writes test/e2e/shots/NAME.png and returns its path. */
    screenshot: async name => {
      mkdirSync(shots, { recursive: true });
      const file = path.join(shots, `${name}.png`);
      await page.screenshot({ path: file });
      return file;
    },
    /** One picture for each theme, NAME-dark.png and so on; the theme is `theme` again afterwards. */
    screenshots: async name => {
      for (const each of Object.keys(themes)) {
        await workbench.setTheme(each);
        await workbench.screenshot(`${name}-${each}`);
      }
      await workbench.setTheme(theme);
    },
  };
  return workbench;
}

function write(file, text) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
