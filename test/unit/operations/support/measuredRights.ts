import type { TokenServer } from '../../../support/influxdb3/server.ts';
import { sendRequest, type Reply } from '../../support/influxdb3/helpers/sendRequest.ts';
import { bearerHeader } from '../../support/influxdb3/helpers/tokenCalls.ts';

const json = { 'content-type': 'application/json' };

/**
 * What a token can do, found out by doing it, such as `read metrics` or `manage tokens`. Empty if the server rejects it.
 * @param tokenString `undefined` for no token
 */
export async function measuredRights(
  { url }: Pick<TokenServer, 'url'>,
  tokenString: string | undefined,
  databases: readonly string[],
): Promise<string[]> {
  if (tokenString === undefined) {
    return [];
  }
  const headers = bearerHeader(tokenString);
  const query = (db: string, q: string) =>
    sendRequest(url, '/api/v3/query_sql', {
      method: 'POST',
      headers: { ...headers, ...json },
      body: JSON.stringify({ db, q, format: 'json' }),
    });
  const attempts: (readonly [right: string, attempt: () => Promise<Reply>])[] = [
    ['manage tokens', () => query('_internal', 'SELECT * FROM system.tokens')],
    ['ping', () => sendRequest(url, '/ping', { headers })],
    ...databases.flatMap((db): (readonly [string, () => Promise<Reply>])[] => [
      // An admin token creates the database by writing to it.
      [`write ${db}`, () => sendRequest(url, `/api/v3/write_lp?db=${db}`, { method: 'POST', headers, body: 'm f=1' })],
      [`read ${db}`, () => query(db, 'SELECT 1')],
    ]),
  ];
  const rights: string[] = [];
  for (const [right, attempt] of attempts) {
    const { status, body } = await attempt();
    if (status === 200 || status === 204) {
      rights.push(right);
    } else if (status !== 401 && status !== 403) {
      throw new Error(`${right}: ${status} ${body}`);
    }
  }
  return rights;
}
