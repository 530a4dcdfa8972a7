// Replaces VS Code's native module `@vscode/spdlog`, without which its server and extension hosts write no log files.
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];
const off = 6;

class Logger {
  #file;
  #level = levels.indexOf('info');
  #hasPattern = true;

  constructor(_type, _name, file) {
    this.#file = file;
    for (const [level, name] of levels.entries()) {
      this[name] = (message) => this.#write(level, message);
    }
  }

  #write(level, message) {
    if (level < this.#level || this.#level === off) return;
    const time = new Date().toISOString().replace('T', ' ').slice(0, -1);
    appendFileSync(this.#file, this.#hasPattern ? `${time} [${levels[level]}] ${message}\n` : message);
  }

  getLevel() {
    return this.#level;
  }

  setLevel(level) {
    this.#level = level;
  }

  setPattern() {
    this.#hasPattern = true;
  }

  clearFormatters() {
    this.#hasPattern = false;
  }

  flush() {}

  drop() {}
}

async function createLogger(name, file) {
  mkdirSync(dirname(file), { recursive: true });
  return new Logger('rotating', name, file);
}

// Assigned one by one, because Node.js finds the exports of an imported CommonJS module by its syntax.
exports.version = 0;
exports.setLevel = () => undefined;
exports.setFlushOn = () => undefined;
exports.Logger = Logger;
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
