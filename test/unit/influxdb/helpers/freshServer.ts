import type { Token } from '../../../../src/core/token/token.ts';
import { createNamedToken } from '../../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../../src/influxdb/createOperatorToken.ts';
import type { Endpoint } from '../../../../src/influxdb/transport/endpoint.ts';
import { startTokenServer, type TokenServer, type TokenServerOptions } from '../../../support/influxdb3/server.ts';
import { endpointOf } from './endpoint.ts';

export interface FreshServer {
  server: TokenServer;
  endpoint: Endpoint;
  operator: Token;
  names(): string[];
}

/** Starts a server for each test of the suite, with an empty request log. */
export function freshServer(options: TokenServerOptions = {}): FreshServer {
  const fresh = {} as FreshServer;
  beforeEach(async () => {
    fresh.server = await startTokenServer(options);
    fresh.endpoint = endpointOf(fresh.server);
    fresh.operator = (await createOperatorToken(fresh.endpoint)).token;
    await createNamedToken(fresh.endpoint, fresh.operator, 'old', undefined);
    fresh.names = () => fresh.server.tokens().map(({ name }) => String(name));
    fresh.server.requests.length = 0;
  });
  afterEach(() => fresh.server.close());
  return fresh;
}
