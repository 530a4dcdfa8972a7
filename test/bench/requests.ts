import { createSecureContext } from 'node:tls';
import type { Dispatcher } from 'undici';
import Agent from 'undici/lib/dispatcher/agent.js';
import type { Token } from '../../src/core/token.ts';
import { createNamedToken } from '../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../src/influxdb/createOperatorToken.ts';
import type { Endpoint } from '../../src/influxdb/endpoint.ts';
import { listTokens } from '../../src/influxdb/listTokens.ts';
import { ping } from '../../src/influxdb/ping.ts';
import { startTokenServer } from '../influxdb3/server.ts';
import { startSlowLink } from './slowLink.ts';
import { median, table } from './table.ts';

const rounds = 60;
const quiet = () => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };

type Way = () => Promise<void>;

/**
 * Compares ways to send what a refresh of the tree takes (the list, then the version) and a single request, over TLS:
 * straight to a server on this machine, and over a link with a round trip of 20 ms. There is nothing to keep: it only
 * says whether a connection each is still the right choice.
 */
export async function benchRequests(): Promise<boolean> {
  const server = await startTokenServer({ tls: 'self-made' });
  try {
    const terms = { ca: server.caPem, verifyCertificate: true, systemAuthorities: true, proxy: undefined };
    const endpoint: Endpoint = { url: server.url, ...terms, timeout: 10_000, logger };
    const { token } = await createOperatorToken(endpoint);
    for (let made = 0; made < 20; made += 1) {
      await createNamedToken(endpoint, token, `bench ${made}`, 3_600);
    }
    for (const roundTrip of [0, 20]) {
      const link = await startSlowLink(Number(new URL(server.url).port), roundTrip);
      try {
        const there = roundTrip === 0 ? endpoint : { ...endpoint, url: `https://127.0.0.1:${link.port}` };
        console.log(`\nA round trip of ${roundTrip} ms; median of ${rounds} rounds`);
        console.log(await compared(there, token));
      } finally {
        link.close();
      }
    }
    const versions = new Set(server.requests.map(({ httpVersion }) => httpVersion));
    if (!versions.has('2.0') || !versions.has('1.1')) {
      throw new Error(`HTTP/${[...versions].join(', ')} alone was spoken: the times cannot be compared.`);
    }
    return true;
  } finally {
    await server.close();
  }
}

async function compared(endpoint: Endpoint, token: Token): Promise<string> {
  const ways: Record<string, { refresh: Way; single: Way }> = {
    'as it is': {
      refresh: async () => {
        await listTokens(endpoint, token);
        await ping(endpoint, token);
      },
      single: async () => {
        await ping(endpoint, token);
      },
    },
    'HTTP/1.1, a connection each': bare(endpoint, token, { each: true, http2: false }),
    'HTTP/1.1, one kept for both': bare(endpoint, token, { each: false, http2: false }),
    'HTTP/2, one for both': bare(endpoint, token, { each: false, http2: true }),
  };
  const names = Object.keys(ways);
  const times = await measured(Object.values(ways).flatMap(({ refresh, single }) => [refresh, single]));
  const [base = Number.NaN, baseSingle = Number.NaN] = times.slice(2);
  const rows = names.map((name, index) => {
    const [refresh = Number.NaN, single = Number.NaN] = times.slice(index * 2);
    const ratios = [(refresh / base).toFixed(2), (single / baseSingle).toFixed(2)];
    return [name, refresh.toFixed(1), ratios[0] ?? '', single.toFixed(1), ratios[1] ?? ''];
  });
  return table([['', 'refresh, ms', '× 1.1 each', 'single, ms', '× 1.1 each'], ...rows]);
}

/** All ways in turn, so that what else the machine does falls on all of them. */
async function measured(ways: readonly Way[]): Promise<number[]> {
  const times: number[][] = ways.map(() => []);
  for (let round = -3; round < rounds; round += 1) {
    for (const [index, way] of ways.entries()) {
      const started = performance.now();
      await way();
      if (round >= 0) {
        times[index]?.push(performance.now() - started);
      }
    }
  }
  return times.map(median);
}

/** The same requests by undici alone, with agents that last as long as one refresh. */
function bare({ url, ca }: Endpoint, token: Token, { each, http2 }: { each: boolean; http2: boolean }) {
  const secureContext = createSecureContext({ ca });
  const makeAgent = () =>
    new Agent({ connections: 1, pipelining: 1, allowH2: http2, connect: { allowH2: http2, secureContext } });
  const headers = { authorization: `Bearer ${token.reveal()}`, 'content-type': 'application/json' };
  const query = JSON.stringify({ db: '_internal', q: 'SELECT * FROM system.tokens', format: 'json' });
  const list = { origin: url, path: '/api/v3/query_sql', method: 'POST', headers, body: query } as const;
  const version = { origin: url, path: '/ping', method: 'GET', headers } as const;
  const sent = async (...all: readonly Dispatcher.DispatchOptions[]) => {
    const agent = makeAgent();
    for (const options of all) {
      await answered(agent, options);
    }
    await agent.destroy();
  };
  return {
    refresh: async () => {
      await (each ? sent(list).then(() => sent(version)) : sent(list, version));
    },
    single: () => sent(version),
  };
}

function answered(agent: Agent, options: Dispatcher.DispatchOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    agent.dispatch(options, {
      onRequestStart: quiet,
      onResponseStart(_controller, status) {
        if (status !== 200) {
          reject(new Error(`status ${status}: the times cannot be compared.`));
        }
      },
      onResponseData: quiet,
      onResponseEnd: () => resolve(),
      onResponseError: (_controller, error) => reject(error),
    });
  });
}
