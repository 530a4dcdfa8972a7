import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { Logger } from '../../../../src/core/logger.ts';
import { Token } from '../../../../src/core/token.ts';

/** Every line that was logged by any exchange of the whole run. */
export const loggedLines: string[] = [];

const logAt = (level: string) => (message: string) => void loggedLines.push(`${level} ${message}`);

export const logger: Logger = {
  debug: logAt('debug'),
  info: logAt('info'),
  warn: logAt('warn'),
  error: logAt('error'),
};

/** Bearers that do not look like what a server makes, and so cannot be told by their shape. */
const watchedStrings = new Set<string>();

/** A token whose string is watched for, whatever its shape. */
export function watched(string: string): Token {
  watchedStrings.add(string);
  return new Token(string);
}

/** Fails where a token string can be read in `text`, or more than its prefix. */
export function assertNoToken(text: string): void {
  const found = /apiv3_[\w-]{3,}/i.exec(text)?.[0] ?? [...watchedStrings].find((string) => text.includes(string));
  assert.ok(found === undefined, `a token string: ${found?.slice(0, 12)}… in ${text.slice(0, 200)}`);
}

/** As much of an error as anybody could print. */
export function everythingIn(error: unknown): string {
  return inspect(error, {
    depth: Infinity,
    showHidden: true,
    getters: true,
    maxArrayLength: null,
    maxStringLength: null,
  });
}

after('nothing that was logged in the whole run holds a token', () => {
  loggedLines.forEach(assertNoToken);
});
