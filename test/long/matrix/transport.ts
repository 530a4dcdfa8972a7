import type { HttpProxy } from '../../../src/influxdb/transport/proxy.ts';
import { startConnectProxy } from '../../support/faultProxy/connectProxy.ts';
import { createAuthority } from '../../support/influxdb3/certificates.ts';
import type { Pem } from '../../support/influxdb3/listener.ts';

export interface Transport {
  readonly tls: Pem | undefined;
  readonly caPem: string | undefined;
  /** An HTTP proxy before the fault proxy, which injects nothing. */
  readonly proxy: HttpProxy | undefined;
}

export const transportNames = ['plain', 'TLS', 'TLS through CONNECT'] as const;
export type TransportName = (typeof transportNames)[number];

export interface Transports {
  readonly byName: Readonly<Record<TransportName, Transport>>;
  close(): Promise<void>;
}

export async function createTransports(): Promise<Transports> {
  const authority = await createAuthority();
  const connectProxy = await startConnectProxy();
  const tls = { tls: await authority.issue(), caPem: authority.caPem };
  const proxy: HttpProxy = {
    url: connectProxy.url,
    definedIn: 'http.proxy',
    authorization: undefined,
    verifyCertificate: true,
  };
  return {
    byName: {
      plain: { tls: undefined, caPem: undefined, proxy: undefined },
      TLS: { ...tls, proxy: undefined },
      'TLS through CONNECT': { ...tls, proxy },
    },
    close: () => connectProxy.close(),
  };
}
