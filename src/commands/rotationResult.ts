import type { RotationResult } from '../core/rotation/result.ts';
import type { TokenResult } from './command.ts';

/** What a rotation resolves to: metadata, never a string. */
export function rotationResult(
  { url }: { readonly url: string },
  { token, replaced, left, old }: RotationResult,
): TokenResult & Pick<RotationResult, 'replaced' | 'left' | 'old'> {
  return { server: url, name: token.name, id: token.id, expiry: token.expiry, replaced, left, old };
}
