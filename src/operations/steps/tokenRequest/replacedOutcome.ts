import * as l10n from '../../../core/l10n.ts';
import { displayName } from '../../../core/token/tokenName.ts';
import type { Token } from '../../../core/token/token.ts';
import type { Connection } from '../../../servers/connections.ts';
import type { TokenRequest } from '../../../storage/requestJournal.ts';
import type { ServerAccess } from '../../ports.ts';
import type { Remedy } from '../../remedy.ts';
import type { RequestResult } from './checkRequest.ts';

export interface OutcomeContext {
  readonly request: TokenRequest;
  readonly connection: Connection;
  readonly servers: ServerAccess;
  /** `undefined` if only the operation itself can be started again. */
  readonly recreate: (() => Promise<unknown>) | undefined;
  readonly checkAgain: () => Promise<unknown>;
}

/** The outcome if the operator token was regenerated or recovered, but the new token string isn't stored. */
export async function replacedOutcome(
  { bearer, isOwn }: RequestResult & { kind: 'lost' },
  { request, connection, servers }: OutcomeContext,
): Promise<{ readonly sentence: l10n.DisplayText; readonly remedies: readonly Remedy[] }> {
  const { server } = connection;
  const whatHappened = isOwn
    ? l10n.t('The operator token was replaced, but the new token string was never received, so nobody has it.')
    : request.before === null
      ? l10n.t(
          "The operator token might have been replaced. The current token string isn't stored on this machine. If someone else replaced it, ask them for a token and sign in with it.",
        )
      : l10n.t(
          "The operator token was replaced, but the new token string isn't stored on this machine. If someone else replaced it, ask them for a token and sign in with it.",
        );
  const { nextStep, remedy } = await chooseNextStep(bearer, request, connection, servers);
  return {
    sentence: l10n.join([whatHappened, nextStep], ' '),
    remedies: isOwn ? [remedy] : [{ kind: 'signIn', server }, remedy],
  };
}

async function chooseNextStep(
  bearer: Token | undefined,
  { route, before }: TokenRequest,
  { server, identity }: Connection,
  { tokens }: ServerAccess,
): Promise<{ readonly nextStep: l10n.DisplayText; readonly remedy: Remedy }> {
  if (bearer === undefined) {
    return {
      nextStep:
        route === 'recover'
          ? l10n.t(
              'The recovery port is now closed. To get a new operator token, restart the server with --admin-token-recovery-http-bind, and then recover the token again.',
            )
          : l10n.t(
              'To get a new operator token, restart the server with --admin-token-recovery-http-bind, and then recover the token through the recovery port.',
            ),
      remedy: { kind: 'recoverOperatorToken', server },
    };
  }
  const signIn = await tokens.readSignIn(identity);
  if (signIn.kind === 'token' && signIn.token.hash === bearer.hash) {
    return {
      nextStep: l10n.t(
        "To get a new operator token, regenerate it again: the token you're signed in with still works.",
      ),
      remedy: { kind: 'regenerateAgain', server },
    };
  }
  const name = (await tokens.listStored(identity)).find(({ hash }) => hash === bearer.hash)?.name ?? '';
  return {
    nextStep: l10n.t(
      'To get a new operator token, sign in with "{0}", which is stored on this machine and still works, and then regenerate again.',
      displayName(name),
    ),
    remedy: {
      kind: 'signInAndRegenerate',
      server,
      name,
      async signIn() {
        const current = await tokens.readSignIn(identity);
        const isReplaced = before?.hash != null && current.kind === 'token' && current.token.matches(before.hash);
        if (current.kind === 'token' && !isReplaced) {
          // The user has since signed in with another token, and this may be its only copy.
          await tokens.preserveSignIn(identity);
        }
        await tokens.storeSignIn(identity, bearer, name);
      },
    },
  };
}
