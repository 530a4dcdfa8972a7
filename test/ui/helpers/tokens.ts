import { createHash } from 'node:crypto';
import type { TokenServer } from '../../influxdb3/server.ts';

/** Whether the server's token of this name is the one with this string. */
export function isString(server: TokenServer, name: string, string: string): boolean {
  const hash = createHash('sha512').update(string).digest('hex');
  return server.tokens().some((row) => row.name === name && hash.startsWith(String(row.hash)));
}

/** Makes a token behind the window's back, as somebody else would. Without a name it is the operator token. */
export async function makeToken(
  server: TokenServer,
  operator?: string,
  name?: string,
  expirySeconds?: number,
): Promise<string> {
  const named = operator !== undefined && name !== undefined;
  const response = await fetch(`${server.url}/api/v3/configure/token/${named ? 'named_admin' : 'admin'}`, {
    method: 'POST',
    ...(named
      ? {
          headers: { 'content-type': 'application/json', authorization: `Bearer ${operator}` },
          body: JSON.stringify({ token_name: name, expiry_secs: expirySeconds ?? null }),
        }
      : {}),
  });
  if (response.status !== 201) throw new Error(await response.text());
  return ((await response.json()) as { token: string }).token;
}
