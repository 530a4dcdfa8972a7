import { redact } from '../core/redact.ts';
import { toError } from '../core/userError.ts';

/**
 * What may be kept of an error from the network: name, code, message and the same of its cause. undici's and Node's own
 * hold more: bytes of the answer, in which a token can stand, or sockets.
 */
export function bareCause(thrown: unknown): Error {
  const { name, message, cause } = toError(thrown);
  const bare = new Error(redact(message), cause === undefined ? undefined : { cause: bareCause(cause) });
  bare.name = name;
  return Object.assign(bare, thrown instanceof Error && 'code' in thrown ? { code: thrown.code } : {});
}
