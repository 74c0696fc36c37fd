// `npm start -- --web`, as a stranger runs it: the steps, the window behind the address, and Ctrl-C.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { test as base, expect } from '@playwright/test';
import { ready } from '../workbench.mjs';

const root = path.resolve(import.meta.dirname, '../../..');

const test = base.extend({
  /** The running command: what it printed so far, and its end. */
  started: async ({}, use) => {
    const child = spawn(process.execPath, ['test/e2e/start.mjs', '--web', '--no-open'], { cwd: root });
    const started = { child, printed: '', ended: new Promise(resolve => child.once('exit', resolve)) };
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (started.printed += chunk));
    await use(started);
    // Asked, not killed: it has a server to stop.
    child.kill('SIGTERM');
    await started.ended;
  },
});

test('npm start says what it does, opens the sample workspace, and stops with Ctrl-C', async ({ page, started }) => {
  test.setTimeout(180_000);
  await expect.poll(() => started.printed, { timeout: 120_000 }).toMatch(/To stop: Ctrl-C/);
  const steps = [
    'Installing packages',
    'Building the extension',
    'Packaging the VSIX',
    'Setting up VS Code',
    'Starting VS Code',
  ];
  steps.forEach((step, n) => expect(started.printed).toContain(`[${n + 1}/5] ${step}`));

  const [url] = /http:\S+/.exec(started.printed);
  await page.goto(url);
  await ready(page);
  await expect(page.locator('.tab[aria-label^="orders.kafka"]')).toBeVisible({ timeout: 30_000 });
  await expect(page.locator('.tab[aria-label^="Kafka Inspector"]')).toBeVisible({ timeout: 30_000 });

  started.child.kill('SIGINT');
  expect(await started.ended).toBe(0);
  expect(started.printed).toMatch(/Stopping…\nStopped\.\n$/);
  await expect(page.request.get(url)).rejects.toThrow(/ECONNREFUSED/);
});
