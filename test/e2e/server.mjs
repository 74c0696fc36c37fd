// A VS Code server on a loopback port, from npm (code-server), with folders of its own and a VSIX installed in it.
// Uses Node's own modules only and runs on Node >= 20 (`npm start` imports it there); the server itself gets Node 24.
import { execFile, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { userSettings } from './userSettings.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const entry = path.join(import.meta.dirname, 'node_modules/code-server/out/node/entry.js');
const installedNode = path.join(root, 'node_modules/.bin/node');

export const defaultVsix = path.join(root, '.build/kafka-producer-inspector.vsix');

/**
 * Starts the server and resolves when it answers.
 * - `vsix`: installed before the start; null for none.
 * - `folders`: `{ user, extensions }` to use instead of new ones, kept when the server stops.
 * - `settings`: user settings over ours, where the folder has none yet; they are read when the server starts, and only
 *   then.
 * - `env`: added to the environment of server and extension host.
 * - `port`: 0 takes a free one.
 * - `driver`: needed where the address says what runs in the extension host (tests, a debugger's port); notifications then
 *   come without toasts, so a person is not given it.
 * - `trust`: folders are not trusted until the user says so.
 */
export async function startServer(options = {}) {
  const { vsix = defaultVsix, folders, settings = {}, env = {}, port = 0, driver = false, trust = false } = options;
  // Short, because a socket's path ends at 107 bytes and the server puts sockets below it.
  const home = mkdtempSync(path.join(os.tmpdir(), 'kpi-'));
  const clean = () => rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  const user = folders?.user ?? path.join(home, 'user');
  const extensions = folders?.extensions ?? path.join(home, 'ext');
  const settingsFile = path.join(user, 'User/settings.json');
  if (!existsSync(settingsFile)) writeFile(settingsFile, JSON.stringify({ ...userSettings, ...settings }, null, 2));
  const shared = sharedArguments(home, { user, extensions });
  const environment = serverEnvironment(env);
  try {
    if (vsix) await runInstall(vsix, shared, environment);
  } catch (error) {
    clean();
    throw error;
  }

  const chosenPort = port || (await freePort());
  const logFile = path.join(home, 'server.log');
  const log = openSync(logFile, 'w');
  const child = spawn(nodeForServer(), [...shared, ...serverArguments(home, chosenPort, { driver, trust })], {
    env: environment,
    stdio: ['ignore', log, log],
    detached: process.platform !== 'win32',
  });
  closeSync(log);
  const gone = new Promise(resolve => child.once('exit', resolve));
  try {
    await untilAnswering(chosenPort, child, logFile);
  } catch (error) {
    await stopGroup(child, gone);
    clean();
    throw error;
  }

  return {
    port: chosenPort,
    home,
    /** Resolves with the exit code when the server ends, stopped or not. */
    ended: gone,
    /** A file of this machine as the workbench names it. */
    uri: file => `vscode-remote://127.0.0.1:${chosenPort}${file}`,
    /** The address of a window on a folder. `payload` is VS Code's list of [key, value], such as ['openFile', uri]. */
    url: (folder, payload) => {
      const query = new URLSearchParams({ folder });
      if (payload) query.set('payload', JSON.stringify(payload));
      return `http://127.0.0.1:${chosenPort}/?${query}`;
    },
    /** The last of every log: server, extension host, output channels. */
    logs: () => [logFile, ...logFilesIn(path.join(user, 'logs'))].map(lastOf).join('\n'),
    stop: async () => {
      await stopGroup(child, gone);
      clean();
    },
  };
}

/** Installs a VSIX into an extensions folder without starting a server. */
export async function installVsix(vsix, folders) {
  const home = mkdtempSync(path.join(os.tmpdir(), 'kpi-'));
  try {
    await runInstall(vsix, sharedArguments(home, folders), serverEnvironment({}));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function sharedArguments(home, { user, extensions }) {
  // A configuration of our own: without one the server writes its default into the user's home.
  const config = writeFile(path.join(home, 'config.yaml'), 'auth: none\n');
  return [entry, '--config', config, '--user-data-dir', user, '--extensions-dir', extensions];
}

function serverArguments(home, port, { driver, trust }) {
  return [
    ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--session-socket', path.join(home, 's.sock')],
    ...['--disable-telemetry', '--disable-update-check'],
    ...(trust ? [] : ['--disable-workspace-trust']),
    '--disable-getting-started-override',
    // A window that was closed is gone for good; its extension host must not stay for three hours.
    ...['--reconnection-grace-time', '10'],
    ...(driver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
  ];
}

/** Asked when needed, not at import: `npm start` imports this file before it has installed anything. */
function nodeForServer() {
  return process.platform !== 'win32' && existsSync(installedNode) ? installedNode : process.execPath;
}

/** Ours without what an editor or npm that started us left there: VS Code would take those for its own. */
function serverEnvironment(more) {
  const environment = { ...process.env, EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...more };
  for (const key of Object.keys(environment)) {
    if (/^(VSCODE_|npm_)/i.test(key)) delete environment[key];
  }
  return environment;
}

function runInstall(vsix, shared, env) {
  return new Promise((resolve, reject) => {
    execFile(
      nodeForServer(),
      [...shared, '--install-extension', vsix, '--force'],
      { env, timeout: 120_000 },
      (error, stdout, stderr) => {
        if (stdout.includes('successfully installed')) resolve();
        else reject(new Error(`${vsix} could not be installed: ${error?.message ?? ''}\n${stdout}${stderr}`));
      },
    );
  });
}

async function untilAnswering(port, child, logFile) {
  const deadline = Date.now() + 60_000;
  while (!(await answers(port))) {
    if (child.exitCode !== null)
      throw new Error(`the server of VS Code ended with ${child.exitCode}\n${lastOf(logFile)}`);
    if (Date.now() > deadline) throw new Error(`the server of VS Code did not answer within 60 s\n${lastOf(logFile)}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

function answers(port) {
  return new Promise(resolve => {
    const request = http.get({ host: '127.0.0.1', port, path: '/healthz', timeout: 5000 }, response => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}

/** The server starts extension hosts and terminals: the whole group goes, first asked, then forced. */
async function stopGroup(child, gone) {
  const signal = name => {
    try {
      if (process.platform === 'win32') child.kill(name);
      else process.kill(-child.pid, name);
    } catch {
      // Nothing is left of it.
    }
  };
  signal('SIGTERM');
  let timer;
  await Promise.race([gone, new Promise(resolve => (timer = setTimeout(resolve, 3000)))]);
  clearTimeout(timer);
  signal('SIGKILL');
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function writeFile(file, text) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function logFilesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .filter(name => name.endsWith('.log'))
    .map(name => path.join(folder, name));
}

function lastOf(file) {
  return existsSync(file) ? `--- ${file}\n${readFileSync(file, 'utf8').slice(-4000)}` : '';
}
