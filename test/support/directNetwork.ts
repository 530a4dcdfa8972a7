import type { NetworkSettings } from '../../src/core/server/networkSettings.ts';

/** The network settings of a user who uses no proxy. */
export const directNetwork: NetworkSettings = {
  systemCertificates: true,
  proxy: {
    proxySupport: undefined,
    proxy: undefined,
    noProxy: undefined,
    proxyStrictSSL: undefined,
    proxyAuthorization: undefined,
    environment: {},
  },
};
