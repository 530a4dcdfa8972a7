/** A key contains the server's identity, which ends with its URL. */
export function isKeyOf(key: string, url: string): boolean {
  return key.split('|').some((part) => part === url || part.endsWith(`@${url}`));
}

export const signInKey = (identity: string) => `signIn|${identity}`;
export const storedTokenKey = (identity: string, hash: string) => `kept|${identity}|${hash}`;
/** Its value isn't a secret. It's stored like one because all windows, even on other machines, share SecretStorage. */
export const changeMarkerKey = (identity: string) => `changed|${identity}`;
export const metadataKey = (key: string) => `stored|${key}`;
