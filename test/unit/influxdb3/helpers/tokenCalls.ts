import { ask, type AskOptions, type Reply } from './ask.ts';

export const tokenPath = '/api/v3/configure/token';
const listBody = JSON.stringify({ db: '_internal', q: 'SELECT * FROM system.tokens', format: 'json' });

/** The header by which a token is sent. */
export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** Makes the operator token of a fresh server, and gives its string. */
export async function createOperator(url: string, options: AskOptions = {}): Promise<string> {
  const reply = await ask(url, `${tokenPath}/admin`, { ...options, method: 'POST' });
  return tokenOf(reply);
}

/** Asks for a named token. */
export function createNamed(url: string, by: string, name: string, expirySecs?: number, options: AskOptions = {}) {
  const body = { token_name: name, ...(expirySecs === undefined ? {} : { expiry_secs: expirySecs }) };
  const headers = { ...bearer(by), 'content-type': 'application/json' };
  return ask(url, `${tokenPath}/named_admin`, { ...options, method: 'POST', headers, body: JSON.stringify(body) });
}

/** The string in a token object. */
export function tokenOf(reply: Reply): string {
  if (reply.status !== 201) throw new Error(`${reply.status}: ${reply.body}`);
  return (JSON.parse(reply.body) as { token: string }).token;
}

/** The list of tokens, as rows. */
export async function list(url: string, by: string, options: AskOptions = {}): Promise<Record<string, unknown>[]> {
  const headers = { ...bearer(by), 'content-type': 'application/json' };
  const reply = await ask(url, '/api/v3/query_sql', { ...options, method: 'POST', headers, body: listBody });
  return JSON.parse(reply.body) as Record<string, unknown>[];
}
