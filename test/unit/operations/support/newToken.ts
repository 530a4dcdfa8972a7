import { Token } from '../../../../src/core/token/token.ts';
import type { NewToken } from '../../../../src/influxdb/decode.ts';
import type { PlannedRequest } from '../../../../src/rotation/adapters.ts';

export function newToken(name: string, { clusterUuid }: { readonly clusterUuid?: string } = {}): NewToken {
  const token = new Token(`apiv3_${name.padEnd(86, '-')}`);
  return { token, id: 1, name, expiry: undefined, clusterUuid };
}

/** A request to create the token "ci", as an operation plans it. */
export function plannedRequest(
  send: () => Promise<NewToken>,
  { signsIn }: { readonly signsIn: boolean } = { signsIn: false },
): PlannedRequest {
  const before = { hash: null, serverTime: null };
  return { route: 'createNamed', name: 'ci', lifetime: null, signsIn, before, recoveryUrl: null, rotation: null, send };
}
