import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createSecureContext } from 'node:tls';
import Agent from 'undici/lib/dispatcher/agent.js';
import type { Token } from '../../../src/core/token/token.ts';
import { createOperatorToken } from '../../../src/influxdb/createOperatorToken.ts';
import { startTokenServer, type TokenServer } from '../../support/influxdb3/server.ts';
import { BenchWindow } from './benchWindow.ts';
import { dispatch } from './dispatch.ts';
import { measure, type Measured, type Send } from './measure.ts';
import { startSlowLink } from './slowLink.ts';
import { median, table } from './table.ts';

const rounds = 30;
/** At 20 ms. Each state of the window is compared with the same before. */
const maxRatio = 0.6;
/** In milliseconds. By then, an idle connection is checked again. */
const idleTime = 4500;
const ignore = () => undefined;
const logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

export async function benchCreate(): Promise<boolean> {
  const influxdb = await startTokenServer({ tls: 'generated' });
  const folder = await mkdtemp(join(tmpdir(), 'bench-create-'));
  try {
    const settings = { verifyCertificate: true, systemAuthorities: true, proxy: undefined, timeout: 10_000, logger };
    const { token } = await createOperatorToken({ url: influxdb.url, ca: influxdb.caPem, ...settings });
    let isFastEnough = true;
    for (const roundTrip of [0, 20]) {
      const link = await startSlowLink(Number(new URL(influxdb.url).port), roundTrip);
      try {
        const url = roundTrip === 0 ? influxdb.url : `https://127.0.0.1:${link.port}`;
        console.log(
          `\nCreating a named token, until it is copied. Round trip ${roundTrip} ms, median of ${rounds} rounds`,
        );
        const ratios = await compare(influxdb, folder, url, token);
        isFastEnough &&= roundTrip === 0 || ratios.every((ratio) => ratio <= maxRatio);
      } finally {
        link.close();
      }
    }
    return isFastEnough;
  } finally {
    await influxdb.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns the ratios that have a limit */
async function compare(influxdb: TokenServer, folder: string, url: string, bearer: Token): Promise<number[]> {
  let names = 0;
  const newName = () => `bench ${(names += 1)} ${url}`;
  const window = await BenchWindow.open(influxdb, folder, url, bearer);
  const rows: readonly (Measured & { readonly title: string })[] = [
    {
      title: 'a connection per request, with the check of the first operation',
      send: () => window.createAsBefore(newName(), { checks: true }),
    },
    {
      title: 'a connection per request, checked by an earlier operation',
      send: () => window.createAsBefore(newName(), { checks: false }),
    },
    {
      title: 'current code, no connection is open',
      prepare: () => window.closeConnections(),
      send: () => window.create(newName()),
    },
    {
      title: 'current code, right after another operation',
      prepare: () => window.list(),
      send: () => window.create(newName()),
    },
    {
      title: `current code, ${idleTime / 1000} s after another operation`,
      prepare: async () => {
        await window.list();
        await setTimeout(idleTime);
      },
      send: () => window.create(newName()),
    },
    {
      title: 'current code, no connection is open, the name is entered',
      prepare: async () => {
        await window.loadView();
        window.closeConnections();
      },
      send: () => window.createEntered(newName()),
    },
    {
      title: 'check, list, and create with undici on one connection',
      send: bareRequests(influxdb, url, bearer, newName),
    },
  ];
  const times = (await measure(rows, rounds)).map(median);
  const [first = Number.NaN, later = Number.NaN, opening = Number.NaN, ...others] = times;
  console.log(
    table([
      ['', 'ms', 'to the first', 'to the second'],
      ...rows.map(({ title }, index) => {
        const time = times[index] ?? Number.NaN;
        return [title, time.toFixed(1), (time / first).toFixed(2), (time / later).toFixed(2)];
      }),
    ]),
  );
  return [opening / first, ...others.slice(0, 3).map((time) => time / later)];
}

function bareRequests({ caPem }: TokenServer, url: string, bearer: Token, newName: () => string): Send {
  const secureContext = createSecureContext({ ca: caPem });
  const headers = { authorization: `Bearer ${bearer.reveal()}`, 'content-type': 'application/json' };
  const query = JSON.stringify({ db: '_internal', q: 'SELECT * FROM system.tokens', format: 'json' });
  const route = '/api/v3/configure/token/named_admin';
  return async () => {
    const agent = new Agent({ connections: 1, pipelining: 1, allowH2: false, connect: { secureContext } });
    const body = JSON.stringify({ token_name: newName(), expiry_secs: 3_600 });
    await dispatch(agent, { origin: url, path: '/', method: 'OPTIONS' });
    await dispatch(agent, { origin: url, path: '/api/v3/query_sql', method: 'POST', headers, body: query });
    await dispatch(agent, { origin: url, path: route, method: 'POST', headers, body });
    await agent.destroy();
  };
}
