// VS Code from npm on a loopback port, for the browser of whoever started it.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { startServer } from '../server.mjs';
import { hasDisplay } from './desktop.mjs';

/** Resolves when the workbench answers to `{ ended, stop }`; `ended` resolves with a text if it stops by itself. */
export async function openWeb({ vsix, folders, steps, port, openBrowser }) {
  const server = await steps.run('Starting VS Code', () => startServer({ vsix, folders, port }));
  const document = path.join(folders.workspace, 'orders.kafka');
  const url = server.url(folders.workspace, [['openFile', server.uri(document)]]);
  const opens = openBrowser && hasDisplay() && openInBrowser(url);
  console.log(`
${opens ? 'Opened in your browser:' : 'Open this address in your browser:'}

  ${url}

A practice cluster starts with the window, the inspector is open, and orders.kafka holds records to send.
To stop: Ctrl-C here.`);
  return { ended: server.ended.then(code => `The server of VS Code ended with ${code}.`), stop: server.stop };
}

function openInBrowser(url) {
  const [command, ...args] = { darwin: ['open', url], win32: ['cmd', '/c', 'start', '', url.replaceAll('&', '^&')] }[
    process.platform
  ] ?? ['xdg-open', url];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  // Without xdg-open the address on the screen is enough.
  child.once('error', () => {});
  child.unref();
  return true;
}
