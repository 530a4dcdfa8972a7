import { startTokenServer, type TokenServer, type TokenServerOptions } from '../../../support/influxdb3/server.ts';
import { closeAfterTest } from './closeAfterTest.ts';

/** The server is in this process, and is closed after the test. */
export async function tokenServer(options: TokenServerOptions = {}): Promise<TokenServer> {
  return closeAfterTest(await startTokenServer(options));
}
