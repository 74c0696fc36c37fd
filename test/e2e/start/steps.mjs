// "[2/6] Building the extension… 3 s": what `npm start` does, how far it is, and how long it took.
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export class Steps {
  #count;
  #done = 0;
  #logFile;

  /** `logFile` takes what the programs print; its end is shown when one of them fails. */
  constructor(count, logFile) {
    this.#count = count;
    this.#logFile = logFile;
    mkdirSync(path.dirname(logFile), { recursive: true });
    writeFileSync(logFile, '');
  }

  /** Runs one step; `work` gets `{ program, already }`. Resolves to what `work` resolves to. */
  async run(title, work) {
    const line = `[${++this.#done}/${this.#count}] ${title}…`;
    const began = Date.now();
    const seconds = () => `${Math.round((Date.now() - began) / 1000)} s`;
    const live = process.stdout.isTTY === true;
    process.stdout.write(line);
    const ticking = live ? setInterval(() => process.stdout.write(`\r${line} ${seconds()}`), 1000) : undefined;
    let end;
    try {
      const result = await work({
        program: (command, args, cwd) => this.#program(command, args, cwd),
        already: text => (end = text),
      });
      process.stdout.write(`${live ? `\r${line}` : ''} ${end ?? seconds()}\n`);
      return result;
    } catch (error) {
      process.stdout.write(' failed\n');
      throw error;
    } finally {
      clearInterval(ticking);
    }
  }

  #program(command, args, cwd) {
    return new Promise((resolve, reject) => {
      const shell = process.platform === 'win32';
      const child = spawn(command, args, { cwd, shell, stdio: ['ignore', 'pipe', 'pipe'] });
      let tail = '';
      const take = chunk => {
        tail = (tail + chunk).slice(-4000);
        appendFileSync(this.#logFile, chunk);
      };
      child.stdout.on('data', take);
      child.stderr.on('data', take);
      child.once('error', error => reject(new Error(`${command} could not be started: ${error.message}`)));
      child.once('close', code => {
        if (code === 0) return resolve(tail);
        const what = [command, ...args].join(' ');
        reject(new Error(`${what} failed (exit code ${code}):\n${tail.trimEnd()}\nAll of it: ${this.#logFile}`));
      });
    });
  }
}
