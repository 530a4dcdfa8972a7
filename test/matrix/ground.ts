import type { Token } from '../../src/core/token.ts';
import type { TokenRecord } from '../../src/core/tokenRecord.ts';
import { createNamedToken } from '../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../src/influxdb/createOperatorToken.ts';
import type { Endpoint } from '../../src/influxdb/endpoint.ts';
import { listTokens } from '../../src/influxdb/listTokens.ts';
import { startFaultProxy, type FaultProxy } from '../faultProxy/proxy.ts';
import type { ServerUnderTest } from '../unit/influxdb/serversUnderTest.ts';
import type { Operation } from './operations.ts';
import type { Transport } from './transport.ts';

/** Longer than anything takes but what never ends; in milliseconds. */
const patience = 10_000;

/** What the rows of one operation over one transport are played on: a server, and a proxy in front of one of its ports. */
export interface Ground {
  readonly proxy: FaultProxy;
  /** Through the proxy. @param timeout in milliseconds */
  endpoint(timeout: number): Endpoint;
  /** Straight to the server. */
  readonly direct: Endpoint;
  /** The same to its recovery port. */
  readonly recovery: Endpoint;
  /** Admin tokens that no row touches; on a server without any there are none. */
  readonly keeper: Token | undefined;
  /** The server's own account, asked straight. */
  list(): Promise<TokenRecord[]>;
  /** Whatever was logged by the client. */
  readonly logged: readonly string[];
  close(): Promise<void>;
}

export async function layGround(
  under: ServerUnderTest,
  transport: Transport,
  { port, onFresh }: Pick<Operation, 'port' | 'onFresh'>,
): Promise<Ground> {
  const server = await under.start({ recovery: port === 'recovery' });
  const recoveryUrl = server.recoveryUrl ?? server.url;
  const target = { url: port === 'recovery' ? recoveryUrl : server.url };
  const proxy = await startFaultProxy({ target, ...(transport.tls === undefined ? {} : { tls: transport.tls }) });
  const logged: string[] = [];
  const log = (line: string) => void logged.push(line);
  const logger = { debug: log, info: log, warn: log, error: log };
  const terms = { ca: transport.caPem, verifyCertificate: true, systemAuthorities: true, logger };
  const direct: Endpoint = { ...terms, proxy: undefined, url: server.url, timeout: patience };
  const keeper = onFresh ? undefined : await keeperOf(direct);
  return {
    proxy,
    endpoint: (timeout) => ({ ...terms, proxy: transport.proxy, url: proxy.url, timeout }),
    direct,
    recovery: { ...direct, url: recoveryUrl },
    keeper,
    list: () => (keeper === undefined ? Promise.resolve([]) : listTokens(direct, keeper)),
    logged,
    async close() {
      await proxy.close();
      await server.stop();
    },
  };
}

async function keeperOf(direct: Endpoint): Promise<Token> {
  const { token: operator } = await createOperatorToken(direct);
  return (await createNamedToken(direct, operator, 'keeper', undefined)).token;
}
