import { inspect } from 'node:util';
import type { DisplayText } from './l10n.ts';
import { redact } from './redact.ts';

/** The only error whose message the user sees. It says what happened and what to do, and contains no token string. */
export class UserError extends Error {
  override readonly name: string = 'UserError';

  declare readonly message: DisplayText;

  constructor(message: DisplayText, options?: ErrorOptions) {
    // Messages quote arguments, settings, and responses, and any of these can contain a token.
    super(redact(message), options);
  }
}

export function throwIfInvalid(problem: DisplayText | undefined): void {
  if (problem !== undefined) {
    throw new UserError(problem);
  }
}

/** The user closed a prompt, declined, or canceled an operation. Never shown: the command resolves to `undefined`. */
export class Canceled extends Error {
  override readonly name = 'Canceled';
}

export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(typeof thrown === 'string' ? thrown : inspect(thrown));
}

/** The code of a system error, such as `ENOENT`; `undefined` for any other error. */
export function errorCode(thrown: unknown): string | undefined {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
