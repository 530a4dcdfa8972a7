import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import type { TokenServer } from '../../../../support/influxdb3/server.ts';
import { sendRequest, type Reply } from './sendRequest.ts';
import { csvWithPlaceholders, expandBody, maskVariableParts, type Placeholders } from './placeholders.ts';
import type { RecordedRow } from './recordings.ts';
import { bearerHeader, createNamed } from './tokenCalls.ts';

export interface Replay {
  server: TokenServer;
  url: string;
  placeholders: Placeholders;
}

/** Sends the requests in order on one connection, and compares every response. Returns the number of rows. */
export async function replay(run: Replay, rows: RecordedRow[]): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    for (const [index, row] of rows.entries()) {
      const label = `row ${index}: ${row.method ?? ''} ${row.path ?? ''} (${row.note ?? 'no note'})`;
      await replayRow(run, agent, row).catch((error: unknown) => {
        throw new Error(`${label}: ${String(error)}`, { cause: error });
      });
    }
    return rows.length;
  } finally {
    agent.destroy();
  }
}

async function replayRow(run: Replay, agent: Agent, row: RecordedRow): Promise<void> {
  const secondsPassed = /([\d.]+) s later/.exec(row.note ?? '')?.[1];
  if (secondsPassed !== undefined) run.server.clock.advance(Number(secondsPassed) * 1000);
  if (row.statuses !== undefined) return replayRace(run, row.statuses);
  if (row.failure !== undefined) return assert.rejects(sendRow(run, agent, row), { code: row.failure });
  compare(run, row, await sendRow(run, agent, row));
}

function sendRow({ url, placeholders }: Replay, agent: Agent, row: RecordedRow): Promise<Reply> {
  const { method, path, body } = row;
  assert.ok(method !== undefined && path !== undefined, 'the row has no request');
  // The recorder left out the request headers if there was no response.
  const authorization =
    row.authorization === undefined && row.failure === 'ECONNRESET' ? 'Bearer <operator>' : row.authorization;
  const isNewConnection = row.note?.includes('new connection') ?? false;
  const headers: Record<string, string> = {
    ...(row.failure === 'ECONNRESET' ? { 'content-type': 'application/json' } : {}),
    ...row.headers,
    ...(typeof authorization === 'string' ? { authorization: placeholders.fill(authorization) } : {}),
    // An empty header was recorded as null; only the note shows that it was sent.
    ...(authorization === null && row.note === 'authorization forms' ? { authorization: '' } : {}),
  };
  const bodyOption = body === undefined ? {} : { body: placeholders.fill(expandBody(body)) };
  return sendRequest(url, placeholders.fill(path), {
    method,
    headers,
    ...bodyOption,
    ...(isNewConnection ? {} : { agent }),
  });
}

function compare({ server, placeholders }: Replay, row: RecordedRow, reply: Reply): void {
  const recorded = row.responseBody ?? '';
  assert.equal(reply.status, row.status, `status, with body ${reply.body.slice(0, 200)}`);
  placeholders.learn(recorded, reply.body);
  const isCsv = row.responseHeaders?.['content-type'] === 'text/csv';
  const expected = placeholders.fill(isCsv ? csvWithPlaceholders(recorded) : recorded);
  assert.equal(maskVariableParts(reply.body), maskVariableParts(expected));

  const { date, ...headers } = reply.headers;
  assert.ok(date !== undefined || reply.status === 414, 'the response has a date');
  if (headers['cluster-uuid'] !== undefined) assert.equal(headers['cluster-uuid'], server.clusterUuid);
  const maskedHeaders = Object.entries(headers).map(([name, value]) => [name, maskVariableParts(String(value))]);
  assert.deepEqual(Object.fromEntries(maskedHeaders), row.responseHeaders);
}

/** Replays the one row with several requests, which simultaneously create the same name. */
async function replayRace({ url, placeholders }: Replay, statuses: number[]): Promise<void> {
  const operator = placeholders.fill('<operator>');
  const agent = new Agent({ keepAlive: true });
  // Connect first, so that the creates arrive at the same time.
  await Promise.all(statuses.map(() => sendRequest(url, '/ping', { headers: bearerHeader(operator), agent })));
  const replies = await Promise.all(statuses.map(() => createNamed(url, operator, 'race', undefined, { agent })));
  agent.destroy();
  assert.deepEqual(replies.map(({ status }) => status).sort(), statuses);
  for (const { status, body } of replies) {
    if (status === 201) placeholders.set('token of race', (JSON.parse(body) as { token: string }).token);
    else assert.equal(body, 'token name already exists, race');
  }
}
