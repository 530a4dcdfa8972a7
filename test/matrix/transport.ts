import { makeAuthority } from '../influxdb3/certificates.ts';
import type { Pem } from '../influxdb3/listener.ts';

/** How a client reaches the proxy. */
export interface Transport {
  readonly name: TransportName;
  readonly tls: Pem | undefined;
  readonly caPem: string | undefined;
}

export const transportNames = ['plain', 'TLS'] as const;
export type TransportName = (typeof transportNames)[number];

export async function makeTransports(): Promise<Record<TransportName, Transport>> {
  const authority = await makeAuthority();
  return {
    plain: { name: 'plain', tls: undefined, caPem: undefined },
    TLS: { name: 'TLS', tls: await authority.issue(), caPem: authority.caPem },
  };
}
