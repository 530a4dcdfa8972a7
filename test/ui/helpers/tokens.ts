import { createHash } from 'node:crypto';
import type { TokenServer } from '../../support/influxdb3/server.ts';

export function isTokenOf(server: TokenServer, name: string, token: string): boolean {
  const hash = createHash('sha512').update(token).digest('hex');
  return server.tokens().some((row) => row.name === name && hash.startsWith(String(row.hash)));
}

/** Creates a token without the extension, as another client would; without a name, the operator token. */
export async function createToken(
  server: TokenServer,
  operator?: string,
  name?: string,
  expirySeconds?: number,
): Promise<string> {
  const isNamed = operator !== undefined && name !== undefined;
  const response = await fetch(`${server.url}/api/v3/configure/token/${isNamed ? 'named_admin' : 'admin'}`, {
    method: 'POST',
    ...(isNamed
      ? {
          headers: { 'content-type': 'application/json', authorization: `Bearer ${operator}` },
          body: JSON.stringify({ token_name: name, expiry_secs: expirySeconds ?? null }),
        }
      : {}),
  });
  if (response.status !== 201) throw new Error(await response.text());
  return ((await response.json()) as { token: string }).token;
}
