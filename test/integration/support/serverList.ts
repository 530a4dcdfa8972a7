import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { request } from 'node:http';

export interface ListedToken {
  readonly token_id: number;
  readonly name: string;
  readonly hash: string;
  readonly expiry?: string;
}

export const listPath = '/api/v3/query_sql';

export const sha512 = (text: string): string => createHash('sha512').update(text).digest('hex');

export async function fetchServerList(url: string, bearer: string): Promise<ListedToken[]> {
  const { status, body } = await requestList(url, bearer);
  assert.equal(status, 200, 'the server accepts the token');
  return JSON.parse(body) as ListedToken[];
}

export async function isTokenAccepted(url: string, bearer: string): Promise<boolean> {
  const { status } = await requestList(url, bearer);
  assert.ok(status === 200 || status === 401, `status ${status}`);
  return status === 200;
}

export async function createOperatorTokenExternally(url: string): Promise<string> {
  const response = await fetch(`${url}/api/v3/configure/token/admin`, { method: 'POST' });
  assert.equal(response.status, 201);
  return ((await response.json()) as { token: string }).token;
}

function requestList(url: string, bearer: string): Promise<{ status: number; body: string }> {
  const query = JSON.stringify({ db: '_internal', q: 'SELECT * FROM system.tokens', format: 'json' });
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${listPath}`, { method: 'POST', agent: false, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
    });
    sent.on('error', reject);
    sent.end(query);
  });
}
