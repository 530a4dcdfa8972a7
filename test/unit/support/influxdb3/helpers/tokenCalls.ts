import { sendRequest, type RequestOptions, type Reply } from './sendRequest.ts';

export const tokenPath = '/api/v3/configure/token';
const listBody = JSON.stringify({ db: '_internal', q: 'SELECT * FROM system.tokens', format: 'json' });

export function bearerHeader(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

export async function createOperator(url: string, options: RequestOptions = {}): Promise<string> {
  const reply = await sendRequest(url, `${tokenPath}/admin`, { ...options, method: 'POST' });
  return tokenIn(reply);
}

export function createNamed(url: string, by: string, name: string, expirySecs?: number, options: RequestOptions = {}) {
  const body = { token_name: name, ...(expirySecs === undefined ? {} : { expiry_secs: expirySecs }) };
  const headers = { ...bearerHeader(by), 'content-type': 'application/json' };
  return sendRequest(url, `${tokenPath}/named_admin`, {
    ...options,
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
}

export function tokenIn(reply: Reply): string {
  if (reply.status !== 201) throw new Error(`${reply.status}: ${reply.body}`);
  return (JSON.parse(reply.body) as { token: string }).token;
}

export async function listTokens(
  url: string,
  by: string,
  options: RequestOptions = {},
): Promise<Record<string, unknown>[]> {
  const headers = { ...bearerHeader(by), 'content-type': 'application/json' };
  const reply = await sendRequest(url, '/api/v3/query_sql', { ...options, method: 'POST', headers, body: listBody });
  return JSON.parse(reply.body) as Record<string, unknown>[];
}
