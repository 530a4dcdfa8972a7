import type { Endpoint } from '../../../../src/influxdb/transport/endpoint.ts';
import { logger } from './log.ts';

/** Verifies the certificate, and has a time limit that only a hanging test reaches. */
export function endpointOf(server: { url: string; caPem?: string }, overrides: Partial<Endpoint> = {}): Endpoint {
  const defaults = { verifyCertificate: true, systemAuthorities: true, proxy: undefined, timeout: 5_000, logger };
  return { url: server.url, ca: server.caPem, ...defaults, ...overrides };
}
