// A VS Code that is installed on this machine, with user data and extensions of its own.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { output } from '../../support/runner/processes.mjs';

/** The version of the `code` on the PATH, or undefined where there is none or no display to show it on. */
export function findDesktop() {
  if (!hasDisplay()) return undefined;
  const version = output('code', ['--version'])?.split('\n')[0];
  return version ? { version } : undefined;
}

export function hasDisplay() {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform === 'darwin' || process.platform === 'win32' || Boolean(DISPLAY || WAYLAND_DISPLAY);
}

/** Resolves when the window is being opened to `{ ended, stop }`; `ended` resolves when the window is closed. */
export async function openDesktop({ desktop, vsix, folders, steps }) {
  mkdirSync(folders.user, { recursive: true });
  const shared = [`--user-data-dir=${folders.user}`, `--extensions-dir=${folders.extensions}`];
  // VS Code refuses to run as root with its sandbox.
  if (process.getuid?.() === 0) shared.push('--no-sandbox');
  await steps.run('Installing the extension in a VS Code of its own', step =>
    step.program('code', [...shared, '--install-extension', vsix, '--force'], folders.workspace),
  );
  const document = path.join(folders.workspace, 'orders.kafka');
  const window = ['--new-window', '--wait', '--disable-workspace-trust', '--skip-welcome', folders.workspace, document];
  const shell = process.platform === 'win32';
  const child = await steps.run(`Opening VS Code ${desktop.version}`, () =>
    Promise.resolve(spawn('code', [...shared, ...window], { stdio: 'ignore', shell })),
  );
  console.log(`
VS Code opens with user data and extensions of its own (${path.relative(process.cwd(), path.dirname(folders.user))}).
A practice cluster starts with the window, the inspector is open, and orders.kafka holds records to send.
To stop: close the window, or Ctrl-C here.`);
  const ended = new Promise(resolve => child.once('exit', () => resolve('The window was closed.')));
  return { ended, stop: () => stopDesktop(child, folders.user) };
}

/** The `code` command only waits for the window; the process behind it leaves its id in code.lock. */
function stopDesktop(child, userFolder) {
  child.kill('SIGTERM');
  const lock = path.join(userFolder, 'code.lock');
  if (!existsSync(lock)) return;
  try {
    process.kill(Number(readFileSync(lock, 'utf8').trim()), 'SIGTERM');
  } catch {
    // It has ended with its window.
  }
}
