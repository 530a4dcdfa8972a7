import { redact } from '../../core/redact.ts';
import { toError } from '../../core/errors.ts';

/** Copies only the name, code, and message of an error and its causes. The original can contain bytes of a token. */
export function safeCause(thrown: unknown): Error {
  const { name, message, cause } = toError(thrown);
  const safe = new Error(redact(message), cause === undefined ? undefined : { cause: safeCause(cause) });
  safe.name = name;
  return Object.assign(safe, thrown instanceof Error && 'code' in thrown ? { code: thrown.code } : {});
}
