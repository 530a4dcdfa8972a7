import { Token } from '../../../../src/core/token/token.ts';
import type { NewToken } from '../../../../src/influxdb/decode.ts';

export function newToken(name: string, { clusterUuid }: { readonly clusterUuid?: string } = {}): NewToken {
  const token = new Token(`apiv3_${name.padEnd(86, '-')}`);
  return { token, id: 1, name, expiry: undefined, clusterUuid };
}
