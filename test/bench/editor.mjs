// What the extension costs in the editor: size of the VSIX, activation, and time from the command to the panel's content.
//
//   node test/bench/editor.mjs [--vsix FILE --extension ID --command TITLE]      (those of ours are the defaults)
//
// Prints one line of JSON.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '../e2e/chromium.mjs';
import { defaultVsix, startServer } from '../e2e/server.mjs';
import { ourExtensionId, ready, runCommand, webview } from '../e2e/workbench.mjs';

const here = import.meta.dirname;
const root = path.resolve(here, '../..');
// Playwright is installed beside the specs.
const playwright = createRequire(path.join(root, 'test/e2e/package.json'))('@playwright/test').chromium;
const { values } = parseArgs({
  options: {
    vsix: { type: 'string', default: defaultVsix },
    extension: { type: 'string', default: ourExtensionId },
    command: { type: 'string', default: 'Kafka Inspector: Open Inspector' },
    opens: { type: 'string', default: '5' },
  },
});

const activation = measureActivation();
const panel = await measurePanel(Number(values.opens));
console.log(JSON.stringify({ vsixBytes: statSync(values.vsix).size, activation, panel }));

/** Milliseconds to load the code, to call activate(), and what activate() awaited, as VS Code measures them. */
function measureActivation() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'kpi-bench-'));
  const figures = path.join(folder, 'activation.json');
  try {
    const args = ['--vsix', values.vsix, '--tests', path.join(here, 'editor')];
    execFileSync(process.execPath, [path.join(root, 'test/e2e/host.mjs'), ...args], {
      env: { ...process.env, E2E_EXTENSION: values.extension, E2E_FIGURES: figures },
      // Its lines go where a reader sees them; stdout is for our figures alone.
      stdio: ['ignore', 2, 2],
    });
    return JSON.parse(readFileSync(figures, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The first opening of a browser context also starts VS Code's service worker for webviews (3 s), which is not ours. */
async function measurePanel(opens) {
  const server = await startServer({ vsix: values.vsix });
  const browser = await playwright.launch(chromium);
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(server.url(server.home));
    await ready(page);
    const timesMs = [];
    for (let n = 0; n <= opens; n++) {
      await runCommand(page, values.command);
      const began = performance.now();
      await webview(page, { extensionId: values.extension }).getByRole('button').first().waitFor({ timeout: 30_000 });
      timesMs.push(Math.round(performance.now() - began));
      await runCommand(page, 'View: Close Editor');
      await page.locator('iframe.webview.ready').first().waitFor({ state: 'detached' });
    }
    const [firstMs, ...later] = timesMs;
    return { firstMs, bestMs: Math.min(...later), worstMs: Math.max(...later) };
  } finally {
    await browser.close();
    await server.stop();
  }
}
