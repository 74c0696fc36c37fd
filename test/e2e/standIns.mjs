// Two of code-server's native modules, written in JavaScript. Its own install compiles them (90 s, a compiler and
// libkrb5-dev); nothing else it compiles is needed, because watcher, terminal and search ship binaries.

/** @vscode/spdlog: without it everything runs, but log files and output channels stay empty. */
const spdlog = `
const fs = require('node:fs');
const path = require('node:path');
const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

function localTime() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().replace('T', ' ').slice(0, 23);
}

class Logger {
  constructor(type, name, file) {
    this.file = file;
    this.level = 2;
    this.formatted = true;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.appendFileSync(file, '');
  }
  write(level, message) {
    if (level < this.level || this.file === undefined) return;
    const line = this.formatted ? localTime() + ' [' + names[level] + '] ' + message + '\\n' : message;
    try {
      fs.appendFileSync(this.file, line);
    } catch {
      // The folder goes away while the server is stopped.
    }
  }
  trace(message) { this.write(0, message); }
  debug(message) { this.write(1, message); }
  info(message) { this.write(2, message); }
  warn(message) { this.write(3, message); }
  error(message) { this.write(4, message); }
  critical(message) { this.write(5, message); }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() { this.formatted = false; }
  flush() {}
  drop() { this.file = undefined; }
}

exports.version = 1;
exports.Logger = Logger;
exports.setLevel = function () {};
exports.setFlushOn = function () {};
exports.createRotatingLogger = async (name, file) => new Logger('rotating', name, file);
exports.createAsyncRotatingLogger = exports.createRotatingLogger;
`;

/** @vscode/native-watchdog: ends the extension host when the server that started it is gone. */
const watchdog = `
exports.start = function (parent) {
  setInterval(() => {
    try {
      process.kill(parent, 0);
    } catch {
      process.exit(87);
    }
  }, 5000).unref();
};
exports.exit = function (code) {
  process.exit(code || 0);
};
`;

/** File below code-server's lib/vscode/node_modules → its text. */
export const standIns = {
  '@vscode/spdlog/index.js': spdlog.trimStart(),
  '@vscode/native-watchdog/index.js': watchdog.trimStart(),
};
