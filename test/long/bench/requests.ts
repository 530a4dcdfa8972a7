import { createSecureContext } from 'node:tls';
import type { Dispatcher } from 'undici';
import Agent from 'undici/lib/dispatcher/agent.js';
import type { Token } from '../../../src/core/token/token.ts';
import { createNamedToken } from '../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../src/influxdb/createOperatorToken.ts';
import { Authorities } from '../../../src/influxdb/transport/authorities.ts';
import { Channel } from '../../../src/influxdb/transport/channel.ts';
import type { Endpoint } from '../../../src/influxdb/transport/endpoint.ts';
import { listTokens } from '../../../src/influxdb/listTokens.ts';
import { ping } from '../../../src/influxdb/ping.ts';
import { startTokenServer } from '../../support/influxdb3/server.ts';
import { dispatch } from './dispatch.ts';
import { measure, type Send } from './measure.ts';
import { startSlowLink } from './slowLink.ts';
import { median, table } from './table.ts';

const rounds = 60;
const ignore = () => undefined;
const acceptAny = { verify: ignore };
const logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/** Has no limit to fail on: it shows what HTTP/2 would gain over one HTTP/1.1 connection. */
export async function benchRequests(): Promise<boolean> {
  const server = await startTokenServer({ tls: 'generated' });
  try {
    const settings = { ca: server.caPem, verifyCertificate: true, systemAuthorities: true, proxy: undefined };
    const authorities = new Authorities();
    const endpoint: Endpoint = { url: server.url, ...settings, authorities, timeout: 10_000, logger };
    const { token } = await createOperatorToken(endpoint);
    for (let count = 0; count < 20; count += 1) {
      await createNamedToken(endpoint, token, `bench ${count}`, 3_600);
    }
    for (const roundTrip of [0, 20]) {
      const link = await startSlowLink(Number(new URL(server.url).port), roundTrip);
      try {
        const target = roundTrip === 0 ? endpoint : { ...endpoint, url: `https://127.0.0.1:${link.port}` };
        console.log(`\nRound trip ${roundTrip} ms, median of ${rounds} rounds`);
        console.log(await compare(target, token));
      } finally {
        link.close();
      }
    }
    const versions = new Set(server.requests.map(({ httpVersion }) => httpVersion));
    if (!versions.has('2.0') || !versions.has('1.1')) {
      throw new Error(`Only HTTP/${[...versions].join(', ')} was used, so the times can't be compared.`);
    }
    return true;
  } finally {
    await server.close();
  }
}

async function compare(endpoint: Endpoint, token: Token): Promise<string> {
  const strategies: Record<string, { refresh: Send; single: Send }> = {
    'current code, with its check': {
      refresh: async () => {
        const shared = { ...endpoint, channel: new Channel(acceptAny) };
        await listTokens(shared, token);
        await ping(shared, token);
      },
      single: async () => {
        await ping({ ...endpoint, channel: new Channel(acceptAny) }, token);
      },
    },
    'HTTP/1.1, one connection per request': rawStrategy(endpoint, token, {
      isConnectionPerRequest: true,
      http2: false,
    }),
    'HTTP/1.1, one connection for both': rawStrategy(endpoint, token, { isConnectionPerRequest: false, http2: false }),
    'HTTP/2, one connection for both': rawStrategy(endpoint, token, { isConnectionPerRequest: false, http2: true }),
  };
  const names = Object.keys(strategies);
  const sends = Object.values(strategies).flatMap(({ refresh, single }) => [{ send: refresh }, { send: single }]);
  const times = (await measure(sends, rounds)).map(median);
  const [base = Number.NaN, baseSingle = Number.NaN] = times.slice(2);
  const rows = names.map((name, index) => {
    const [refresh = Number.NaN, single = Number.NaN] = times.slice(index * 2);
    const ratios = [(refresh / base).toFixed(2), (single / baseSingle).toFixed(2)];
    return [name, refresh.toFixed(1), ratios[0] ?? '', single.toFixed(1), ratios[1] ?? ''];
  });
  return table([['', 'refresh, ms', 'ratio', 'single, ms', 'ratio'], ...rows]);
}

/** Sends the same requests with undici itself. An agent lasts as long as one refresh. */
function rawStrategy(
  { url, ca }: Endpoint,
  token: Token,
  { isConnectionPerRequest, http2 }: { isConnectionPerRequest: boolean; http2: boolean },
) {
  const secureContext = createSecureContext({ ca });
  const createAgent = () =>
    new Agent({ connections: 1, pipelining: 1, allowH2: http2, connect: { allowH2: http2, secureContext } });
  const headers = { authorization: `Bearer ${token.reveal()}`, 'content-type': 'application/json' };
  const query = JSON.stringify({ db: '_internal', q: 'SELECT * FROM system.tokens', format: 'json' });
  const list = { origin: url, path: '/api/v3/query_sql', method: 'POST', headers, body: query } as const;
  const version = { origin: url, path: '/ping', method: 'GET', headers } as const;
  const sendAll = async (...all: readonly Dispatcher.DispatchOptions[]) => {
    const agent = createAgent();
    for (const options of all) {
      await dispatch(agent, options);
    }
    await agent.destroy();
  };
  return {
    refresh: async () => {
      if (isConnectionPerRequest) {
        await sendAll(list);
        await sendAll(version);
      } else {
        await sendAll(list, version);
      }
    },
    single: () => sendAll(version),
  };
}
