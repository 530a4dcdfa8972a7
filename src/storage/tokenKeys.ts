/** A key contains the server's identity, which ends with its URL. */
export function isKeyOf(key: string, url: string): boolean {
  return key.split('|').some((part) => part === url || part.endsWith(`@${url}`));
}

export const signInKey = (identity: string) => `signIn|${identity}`;
export const storedTokenKey = (identity: string, hash: string) => `kept|${identity}|${hash}`;
export const approvalsKey = (identity: string) => `terms|${identity}`;
/** Its value isn't a secret. It's stored like one because all windows, even on other machines, share SecretStorage. */
export const changeMarkerKey = (identity: string) => `changed|${identity}`;
export const metadataKey = (key: string) => `stored|${key}`;

/** `kind` is the first part of the key. `hash` is a stored token's; an identity may contain "|". */
export function parseSecretKey(key: string): { kind: string; identity: string; hash: string | undefined } {
  const [, kind = '', rest = ''] = /^([^|]*)\|?(.*)$/s.exec(key) ?? [];
  const stored = kind === 'kept' ? /^(.*)\|([0-9a-f]{128})$/s.exec(rest) : null;
  return { kind, identity: stored?.[1] ?? rest, hash: stored?.[2] };
}
