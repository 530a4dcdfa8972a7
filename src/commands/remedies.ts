import * as l10n from '@vscode/l10n';
import type { Server } from '../core/server/serverList.ts';
import { ServerError } from '../influxdb/transport/serverError.ts';
import { commandOffer, OfferedError, type Offer } from '../ui/prompts/failures.ts';
import { chooseCaFileMessage, trustServerMessage } from '../ui/servers/messages.ts';
import { MessageNode, ServerNode, type ActionMessage } from '../ui/servers/nodes.ts';

/** Adds buttons that can fix a server error. Returns anything else unchanged. */
export function withRemedy(thrown: unknown, server: Server | undefined): unknown {
  if (!(thrown instanceof ServerError) || server === undefined) {
    return thrown;
  }
  const offers = offersFor(thrown, server);
  return offers.length === 0 ? thrown : new OfferedError(thrown.message, offers, { cause: thrown });
}

function offersFor({ kind }: ServerError, server: Server): Offer[] {
  const node = new ServerNode(server);
  const signIn = commandOffer(l10n.t('Sign In'), 'influxdb3Tokens.signIn', node);
  if (kind === 'notAuthenticated') {
    return [signIn];
  }
  if (kind === 'differentServer' || kind === 'identityGone') {
    return [signIn, messageOffer(l10n.t('Trust Server'), server, trustServerMessage())];
  }
  if (kind === 'unknownAuthority' || kind === 'selfSigned') {
    const message = chooseCaFileMessage(server);
    return message === undefined ? [] : [messageOffer(l10n.t('Choose Certificate Authority File'), server, message)];
  }
  if (kind === 'operatorTokenExists') {
    return [signIn, commandOffer(l10n.t('Recover Operator Token'), 'influxdb3Tokens.recoverOperatorToken', node)];
  }
  return [];
}

/** @param label without the dots of the message's row: buttons of notifications have none */
function messageOffer(label: string, server: Server, message: ActionMessage): Offer {
  return commandOffer(label, message.command, new MessageNode(server, message));
}
