// Running programs to their end, with a time limit, and never leaving one behind.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface Output {
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string | Buffer;
  readonly timeoutMs?: number;
  readonly cwd?: string;
}

const children = new Set<ChildProcess>();
const folders = new Set<string>();

/** Ends the child with us, whatever ends us; brokers that outlive their test eat the memory of the next. */
export function endWithUs(child: ChildProcess): void {
  registerExitHandlers();
  children.add(child);
  child.once('exit', () => children.delete(child));
}

/** A new folder that goes with us, if `removeFolder` has not removed it before. */
export function temporaryFolder(prefix: string): string {
  registerExitHandlers();
  const folder = mkdtempSync(path.join(os.tmpdir(), prefix));
  folders.add(folder);
  return folder;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  folders.delete(folder);
}

/** Runs a program; rejects when it fails, naming command, exit code and the end of what it printed. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Output> {
  const { input, timeoutMs = 60_000, cwd } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
    endWithUs(child);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    const fail = (why: string): void => {
      const printed = `${Buffer.concat(stderr).toString()}${Buffer.concat(stdout).toString()}`.slice(-2000);
      reject(new Error(`${[command, ...args].join(' ').slice(0, 1000)}: ${why}\n${printed}`));
    };
    const limit = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`no end within ${timeoutMs} ms`);
    }, timeoutMs);
    child.once('error', error => {
      clearTimeout(limit);
      fail(error.message);
    });
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      if (code === 0) resolve({ stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() });
      else fail(`ended with ${code ?? signal}`);
    });
    // A program that ends before it has read everything is judged by its exit code.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** Polls a condition until it holds; rejects with its last error or the words given. */
export async function until<T>(
  what: string,
  condition: () => Promise<T | undefined | false>,
  { timeoutMs = 30_000, everyMs = 100 } = {},
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value !== undefined && value !== false) return value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`, { cause: last });
    await new Promise(resolve => setTimeout(resolve, everyMs));
  }
}

function registerExitHandlers(): void {
  if (process.listeners('exit').includes(cleanUp)) return;
  process.on('exit', cleanUp);
  // Their default ends the process without an 'exit' event.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
}

function cleanUp(): void {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) removeFolder(folder);
}
