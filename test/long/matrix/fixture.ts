import type { Token } from '../../../src/core/token/token.ts';
import type { TokenRecord } from '../../../src/core/token/tokenRecord.ts';
import { createNamedToken } from '../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../src/influxdb/createOperatorToken.ts';
import type { Endpoint } from '../../../src/influxdb/transport/endpoint.ts';
import { listTokens } from '../../../src/influxdb/listTokens.ts';
import { recordEvidence } from '../../support/canary/outcomes.ts';
import { startFaultProxy, type FaultProxy } from '../../support/faultProxy/proxy.ts';
import type { ServerUnderTest } from '../../unit/influxdb/serversUnderTest.ts';
import type { Operation } from './operations.ts';
import type { Transport } from './transport.ts';

/** Longer than any request takes that ends at all. */
const directTimeoutMilliseconds = 10_000;

export interface MatrixFixture {
  readonly proxy: FaultProxy;
  /** Through the proxy. @param timeout in milliseconds */
  endpoint(timeout: number): Endpoint;
  readonly direct: Endpoint;
  readonly recovery: Endpoint;
  /** An admin token that no row changes; `undefined` if the operation needs a server without tokens. */
  readonly adminToken: Token | undefined;
  list(): Promise<TokenRecord[]>;
  readonly logged: readonly string[];
  close(): Promise<void>;
}

export async function createMatrixFixture(
  kind: ServerUnderTest,
  transport: Transport,
  { port, needsFreshServer }: Operation,
): Promise<MatrixFixture> {
  const server = await kind.start({ recovery: port === 'recovery' });
  const recoveryUrl = server.recoveryUrl ?? server.url;
  const target = { url: port === 'recovery' ? recoveryUrl : server.url };
  const proxy = await startFaultProxy({ target, ...(transport.tls === undefined ? {} : { tls: transport.tls }) });
  const logged: string[] = [];
  const log = (line: string) => void logged.push(line);
  const logger = { debug: log, info: log, warn: log, error: log };
  const settings = { ca: transport.caPem, verifyCertificate: true, systemAuthorities: true, logger };
  const direct: Endpoint = { ...settings, proxy: undefined, url: server.url, timeout: directTimeoutMilliseconds };
  const adminToken = needsFreshServer ? undefined : await createAdminToken(direct);
  return {
    proxy,
    endpoint: (timeout) => ({ ...settings, proxy: transport.proxy, url: proxy.url, timeout }),
    direct,
    recovery: { ...direct, url: recoveryUrl },
    adminToken,
    list: () => (adminToken === undefined ? Promise.resolve([]) : listTokens(direct, adminToken)),
    logged,
    async close() {
      recordEvidence('log of an operation', kind.name, () => logged.join('\n'));
      await proxy.close();
      await server.stop();
    },
  };
}

async function createAdminToken(direct: Endpoint): Promise<Token> {
  const { token: operator } = await createOperatorToken(direct);
  return (await createNamedToken(direct, operator, 'keeper', undefined)).token;
}
