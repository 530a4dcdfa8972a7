import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { Logger } from '../../../../src/core/logger.ts';
import { Token } from '../../../../src/core/token/token.ts';

export const loggedLines: string[] = [];

const logAt = (level: string) => (message: string) => void loggedLines.push(`${level} ${message}`);

export const logger: Logger = {
  debug: logAt('debug'),
  info: logAt('info'),
  warn: logAt('warn'),
  error: logAt('error'),
};

/** Bearer tokens that don't look like a server's, so a pattern can't find them. */
const watchedStrings = new Set<string>();

/** A token that `assertNoToken` looks for, even if it doesn't look like a token. */
export function watchedToken(string: string): Token {
  watchedStrings.add(string);
  return new Token(string);
}

export function assertNoToken(text: string): void {
  const found = /apiv3_[\w-]{3,}/i.exec(text)?.[0] ?? [...watchedStrings].find((string) => text.includes(string));
  assert.ok(found === undefined, `token ${found?.slice(0, 12)}... in ${text.slice(0, 200)}`);
}

export function everythingIn(error: unknown): string {
  return inspect(error, {
    depth: Infinity,
    showHidden: true,
    getters: true,
    maxArrayLength: null,
    maxStringLength: null,
  });
}

after('check that no log line of the run contains a token', () => {
  loggedLines.forEach(assertNoToken);
});
