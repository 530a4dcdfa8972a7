import type { RotationResult } from '../rotation/result.ts';
import type { TokenResult } from './command.ts';

/** What rotation commands resolve to: metadata, never a token string. */
export function rotationResult(
  { url }: { readonly url: string },
  { token, replaced, left, old }: RotationResult,
): TokenResult & Pick<RotationResult, 'replaced' | 'left' | 'old'> {
  return { server: url, name: token.name, id: token.id, expiry: token.expiry, replaced, left, old };
}
