import { setTimeout } from 'node:timers/promises';
import type { Token } from '../../../core/token/token.ts';
import { listIfAccepted } from '../../../influxdb/listTokens.ts';
import { checkCluster } from '../../../influxdb/probe.ts';
import { isRecoveryListening } from '../../../influxdb/recoverOperatorToken.ts';
import type { Connection } from '../../../servers/connections.ts';
import type { TokenRequest } from '../../../storage/requestJournal.ts';
import type { ServerAccess } from '../../ports.ts';
import type { RequestCheck } from './checkRequest.ts';

/** Checks with the tokens stored for a server. Can't be canceled: the user would never learn what happened. */
export function requestCheck(
  { recoveryUrl }: TokenRequest,
  connection: Connection,
  { tokens, checkInterval }: Pick<ServerAccess, 'tokens' | 'checkInterval'>,
  sent?: { readonly bearer: Token | undefined; readonly waitedFor: number },
): RequestCheck {
  const { identity, endpoint } = connection;
  return {
    waitedFor: sent?.waitedFor,
    async bearers() {
      const signIn = await tokens.readSignIn(identity);
      const found = signIn.kind === 'token' ? [signIn.token] : [];
      for (const { hash } of await tokens.listStored(identity)) {
        found.push(...[await tokens.findByHash(identity, hash)].filter((token) => token !== undefined));
      }
      const all = sent?.bearer === undefined ? found : [...found, sent.bearer];
      return [...new Map(all.map((token) => [token.hash, token])).values()];
    },
    list: (bearer) => listIfAccepted(endpoint, bearer),
    async fetchClusterId() {
      await checkCluster(endpoint);
      return endpoint.channel?.clusterId;
    },
    async findStored(hashPrefix) {
      const stored = await tokens.findByHashPrefix(identity, hashPrefix);
      // The sign-in token may be the only copy that the secret storage still has.
      const signIn = stored === undefined ? await tokens.readSignIn(identity) : undefined;
      return signIn?.kind === 'token' && signIn.token.matches(hashPrefix) ? signIn.token : stored;
    },
    async isRecoveryListening() {
      const isListening = recoveryUrl !== null && (await isRecoveryListening(connection.recoveryEndpoint(recoveryUrl)));
      if (!isListening) {
        await connection.fetchClusterId();
      }
      return isListening;
    },
    wait: () => setTimeout(checkInterval),
  };
}
