import { inspect } from 'node:util';
import { redact } from './redact.ts';

/**
 * The only kind of error whose message a person sees as it is. It says what happened and what to do next, and never
 * holds a token string. Everything else that is thrown is shown as a plain sentence with the log behind it.
 */
export class UserError extends Error {
  override readonly name: string = 'UserError';

  constructor(message: string, options?: ErrorOptions) {
    // Messages quote what came in as an argument, a setting or an answer, and any of these may hold a token.
    super(redact(message), options);
  }
}

/** Throws what is wrong with something that came as an argument. @throws UserError unless nothing is */
export function refuseIf(problem: string | undefined): void {
  if (problem !== undefined) {
    throw new UserError(problem);
  }
}

/** The person closed a prompt, said no, or cancelled a progress. Never shown: the command resolves to `undefined`. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** Turns whatever was thrown into an `Error`, because anything can be thrown. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(typeof thrown === 'string' ? thrown : inspect(thrown));
}
