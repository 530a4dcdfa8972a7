import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import type { TokenServer } from '../../../influxdb3/server.ts';
import { ask, type Reply } from './ask.ts';
import { csvWithPlaceholders, wholeBody, withoutAccidents, type Placeholders } from './placeholders.ts';
import type { Row } from './recordings.ts';
import { bearer, createNamed } from './tokenCalls.ts';

/** A recording is replayed on one kept connection, as it was made. */
export interface Replay {
  server: TokenServer;
  /** Where the requests go: the server's main port, or its recovery port. */
  url: string;
  placeholders: Placeholders;
}

/** Asks what the rows ask, in order, and compares every answer. Returns how many rows were replayed. */
export async function replay(run: Replay, rows: Row[]): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    for (const [index, row] of rows.entries()) {
      const about = `row ${index}: ${row.method ?? ''} ${row.path ?? ''} (${row.note ?? 'no note'})`;
      await replayRow(run, agent, row).catch((error: unknown) => {
        throw new Error(`${about}: ${String(error)}`, { cause: error });
      });
    }
    return rows.length;
  } finally {
    agent.destroy();
  }
}

async function replayRow(run: Replay, agent: Agent, row: Row): Promise<void> {
  const waited = /([\d.]+) s later/.exec(row.note ?? '')?.[1];
  if (waited !== undefined) run.server.clock.advance(Number(waited) * 1000);
  if (row.statuses !== undefined) return replayRace(run, row.statuses);
  if (row.failure !== undefined) return assert.rejects(askRow(run, agent, row), { code: row.failure });
  compare(run, row, await askRow(run, agent, row));
}

function askRow({ url, placeholders }: Replay, agent: Agent, row: Row): Promise<Reply> {
  const { method, path, body } = row;
  assert.ok(method !== undefined && path !== undefined, 'the row tells no request');
  // Where a request had no answer, the recorder left out the headers it had sent.
  const authorization =
    row.authorization === undefined && row.failure === 'ECONNRESET' ? 'Bearer <operator>' : row.authorization;
  const newConnection = row.note?.includes('new connection') ?? false;
  const headers: Record<string, string> = {
    ...(row.failure === 'ECONNRESET' ? { 'content-type': 'application/json' } : {}),
    ...row.headers,
    ...(typeof authorization === 'string' ? { authorization: placeholders.fill(authorization) } : {}),
    // An empty header was recorded as none; only the note tells that there was one.
    ...(authorization === null && row.note === 'authorization forms' ? { authorization: '' } : {}),
  };
  const filled = body === undefined ? {} : { body: placeholders.fill(wholeBody(body)) };
  return ask(url, placeholders.fill(path), { method, headers, ...filled, ...(newConnection ? {} : { agent }) });
}

function compare({ server, placeholders }: Replay, row: Row, reply: Reply): void {
  const recorded = row.responseBody ?? '';
  assert.equal(reply.status, row.status, `status, with body ${reply.body.slice(0, 200)}`);
  placeholders.learn(recorded, reply.body);
  const isCsv = row.responseHeaders?.['content-type'] === 'text/csv';
  const expected = placeholders.fill(isCsv ? csvWithPlaceholders(recorded) : recorded);
  assert.equal(withoutAccidents(reply.body), withoutAccidents(expected));

  const { date, ...headers } = reply.headers;
  assert.ok(date !== undefined || reply.status === 414, 'a date');
  if (headers['cluster-uuid'] !== undefined) assert.equal(headers['cluster-uuid'], server.clusterUuid);
  const shown = Object.entries(headers).map(([name, value]) => [name, withoutAccidents(String(value))]);
  assert.deepEqual(Object.fromEntries(shown), row.responseHeaders);
}

/** The one row that is no single request: several creates of one name at once. */
async function replayRace({ url, placeholders }: Replay, statuses: number[]): Promise<void> {
  const operator = placeholders.fill('<operator>');
  const agent = new Agent({ keepAlive: true });
  // Connected beforehand, so that the creates themselves meet.
  await Promise.all(statuses.map(() => ask(url, '/ping', { headers: bearer(operator), agent })));
  const replies = await Promise.all(statuses.map(() => createNamed(url, operator, 'race', undefined, { agent })));
  agent.destroy();
  assert.deepEqual(replies.map(({ status }) => status).sort(), statuses);
  for (const { status, body } of replies) {
    if (status === 201) placeholders.set('token of race', (JSON.parse(body) as { token: string }).token);
    else assert.equal(body, 'token name already exists, race');
  }
}
