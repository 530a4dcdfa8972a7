import { startTokenServer, type TokenServer, type TokenServerOptions } from '../../../influxdb3/server.ts';
import { closing } from './closing.ts';

/** A token server in this process, closed after the test. */
export async function tokenServer(options: TokenServerOptions = {}): Promise<TokenServer> {
  return closing(await startTokenServer(options));
}
