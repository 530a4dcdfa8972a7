import type { Endpoint } from '../../../../src/influxdb/endpoint.ts';
import { logger } from './log.ts';

/** How a test reaches a server: verified, with a limit that only a hanging test meets. */
export function endpointOf(server: { url: string; caPem?: string }, overrides: Partial<Endpoint> = {}): Endpoint {
  const defaults = { verifyCertificate: true, systemAuthorities: true, proxy: undefined, timeout: 5_000, logger };
  return { url: server.url, ca: server.caPem, ...defaults, ...overrides };
}
