import * as l10n from '../../../core/l10n.ts';
import { errorText } from '../../../core/errorText.ts';
import type { Server } from '../../../core/server/server.ts';
import { displayName } from '../../../core/token/tokenName.ts';
import type { TokenRequest } from '../../../storage/requestJournal.ts';
import type { Remedy } from '../../remedy.ts';
import type { RequestResult } from './checkRequest.ts';
import { replacedOutcome, type OutcomeContext } from './replacedOutcome.ts';

/** What to tell the user about a request whose response was lost. */
export interface RequestOutcome {
  readonly sentence: l10n.DisplayText;
  readonly remedies: readonly Remedy[];
  /** Whether checking again can't show anything else. */
  readonly isFinal: boolean;
}

export async function outcomeOf(result: RequestResult, context: OutcomeContext): Promise<RequestOutcome> {
  const { request, connection } = context;
  const { server } = connection;
  const name = displayName(request.name);
  switch (result.kind) {
    case 'nothing':
      return {
        sentence: nothingSentence(request, server, name),
        remedies: tryAgain(context),
        isFinal: true,
      };
    case 'stored':
      return {
        sentence: l10n.t('The new token "{0}" is stored on this machine.', name),
        remedies: [{ kind: 'copyToken', server, record: result.record }],
        isFinal: true,
      };
    case 'elsewhere':
      return {
        sentence: l10n.t(
          "The operator token for {0} is still the same, but nothing is listening at {1} anymore. If that was another server's recovery port, that server's operator token was replaced.",
          server.name,
          request.recoveryUrl ?? '',
        ),
        remedies: [{ kind: 'recoverOperatorToken', server }],
        isFinal: true,
      };
    case 'lost':
      return { ...(await lostOutcome(result, context)), isFinal: true };
    case 'otherServer': {
      const reason = l10n.t(
        'A different InfluxDB server than the one that received the request is responding at this URL.',
      );
      return { sentence: l10n.join([notCheckedSentence(request, server), reason], ' '), remedies: [], isFinal: true };
    }
    case 'unknown':
      return unknownOutcome(result.reason, context);
  }
}

async function lostOutcome(
  result: RequestResult & { kind: 'lost' },
  context: OutcomeContext,
): Promise<Pick<RequestOutcome, 'sentence' | 'remedies'>> {
  const { request, connection, recreate } = context;
  const { server } = connection;
  switch (request.route) {
    case 'createOperator':
      return result.isOwn
        ? {
            sentence: l10n.t(
              'The operator token was created, but its token string was never received, so nobody has it. Regenerate the token to get a new one.',
            ),
            remedies: [{ kind: 'regenerateOperatorToken', server }],
          }
        : {
            sentence: l10n.t(
              "{0} has an operator token, but its token string isn't stored on this machine. If someone else created it, ask them for a token and sign in with it. Otherwise, regenerate it.",
              server.name,
            ),
            remedies: [
              { kind: 'signIn', server },
              { kind: 'regenerateOperatorToken', server },
            ],
          };
    case 'createNamed':
    case 'createResource': {
      const name = displayName(request.name);
      const operation = request.route === 'createNamed' ? 'createNamedToken' : 'createResourceToken';
      const deleteAndRecreate: Remedy[] =
        recreate === undefined ? [] : [{ kind: 'deleteAndRecreate', server, record: result.record, recreate }];
      return result.isOwn
        ? {
            sentence: l10n.t(
              'The token "{0}" was created, but its token string was never received, so nobody has it. Delete and recreate the token.',
              name,
            ),
            remedies: deleteAndRecreate,
          }
        : {
            sentence: l10n.t(
              'A token named "{0}" was created, but its token string isn\'t stored on this machine. Someone else might have created it. Create a token with a different name, or delete this one if nobody uses it.',
              name,
            ),
            remedies: [{ kind: 'startAgain', operation, server }, ...deleteAndRecreate],
          };
    }
    case 'regenerate':
    case 'recover':
      return replacedOutcome(result, context);
  }
}

function nothingSentence({ route }: TokenRequest, server: Server, name: string): l10n.DisplayText {
  switch (route) {
    case 'createOperator':
      return l10n.t('Nothing changed: {0} has no operator token. Try again.', server.name);
    case 'createNamed':
    case 'createResource':
      return l10n.t('Nothing changed: {0} has no token named "{1}". Try again.', server.name, name);
    case 'regenerate':
    case 'recover':
      return l10n.t('Nothing changed: the operator token is still the same. Try again.');
  }
}

function tryAgain({ request: { route }, connection: { server }, recreate }: OutcomeContext): Remedy[] {
  switch (route) {
    case 'createOperator':
      return [{ kind: 'startAgain', operation: 'createOperatorToken', server }];
    case 'createNamed':
    case 'createResource':
      return recreate === undefined ? [] : [{ kind: 'retry', run: recreate }];
    case 'regenerate':
      return [{ kind: 'startAgain', operation: 'regenerateOperatorToken', server }];
    case 'recover':
      return [{ kind: 'recoverOperatorToken', server }];
  }
}

function unknownOutcome(
  reason: Error | undefined,
  { request, connection, checkAgain }: OutcomeContext,
): RequestOutcome {
  const { server } = connection;
  if (request.route === 'createOperator' && reason === undefined) {
    return {
      sentence: l10n.t(
        "Without a token that can list tokens, there's no way to check whether the operator token was created. Try again: if it already exists, the server rejects the request and nothing changes.",
      ),
      remedies: [{ kind: 'startAgain', operation: 'createOperatorToken', server }],
      isFinal: true,
    };
  }
  const signInFirst = reason === undefined ? [{ kind: 'signIn', server } as const] : [];
  return {
    sentence: l10n.join(
      [
        notCheckedSentence(request, server),
        reason === undefined ? l10n.t('Sign in with a token that works, and check again.') : errorText(reason),
      ],
      ' ',
    ),
    remedies: [...signInFirst, { kind: 'checkAgain', run: checkAgain }],
    isFinal: false,
  };
}

function notCheckedSentence({ route, name }: TokenRequest, server: Server): l10n.DisplayText {
  switch (route) {
    case 'createNamed':
    case 'createResource':
      return l10n.t('Couldn\'t check whether the token "{0}" was created on {1}.', displayName(name), server.name);
    case 'createOperator':
      return l10n.t("Couldn't check whether the operator token was created.");
    case 'regenerate':
    case 'recover':
      return l10n.t("Couldn't check whether the operator token for {0} was replaced.", server.name);
  }
}
