// Starting other programs so that none outlives us: each gets a group of its own, a time limit, and dies with us.
import { spawn, spawnSync } from 'node:child_process';

const running = new Set();
const windows = process.platform === 'win32';

/** Runs a program with our input and output. Resolves to `{ code }`; `code` is null when it was stopped at its limit. */
export function run(command, args, { timeoutMs, env = {}, cwd } = {}) {
  return new Promise((resolve, reject) => {
    const options = { stdio: 'inherit', cwd, env: { ...process.env, ...env }, detached: !windows, shell: windows };
    const child = spawn(command, args, options);
    running.add(child);
    const limit = setTimeout(
      () => {
        console.log(`\n  ${command} ${args[0] ?? ''}: stopped after ${timeoutMs / 1000} s`);
        stop(child);
      },
      timeoutMs ?? 20 * 60_000,
    );
    const end = () => {
      clearTimeout(limit);
      running.delete(child);
    };
    child.once('error', error => {
      end();
      reject(new Error(`${command} could not be started: ${error.message}`));
    });
    child.once('exit', code => {
      end();
      resolve({ code });
    });
  });
}

/** The trimmed output of a short command (both streams), or undefined when it cannot be run or fails. */
export function output(command, args) {
  const result = spawnSync(command, args, { encoding: 'utf8', shell: windows, timeout: 30_000 });
  return result.status === 0 ? `${result.stdout}${result.stderr}`.trim() : undefined;
}

export function stopEverythingOnSignal() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      for (const child of running) stop(child);
      process.exit(130);
    });
  }
}

function stop(child) {
  if (child.pid === undefined) return;
  if (windows) {
    spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f']);
    return;
  }
  // The group, not the child: a runner that is stopped must not leave its workers and brokers behind.
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch {
    return;
  }
  setTimeout(() => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It is gone, as asked.
    }
  }, 5000).unref();
}
