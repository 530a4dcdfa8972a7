import * as l10n from '../../core/l10n.ts';
import type { Server } from '../../core/server/server.ts';
import { operatorTokenName } from '../../core/token/tokenName.ts';
import type { TokenRecord } from '../../core/token/tokenRecord.ts';
import type { Person } from '../person.ts';
import type { TokenUsage } from '../ports.ts';
import { confirmWithUsage } from './tokenUsage.ts';

interface Options {
  readonly operator: TokenRecord | undefined;
  /** Whether another stored token works, with which the operator token can be regenerated again. */
  readonly hasSpareToken: boolean;
}

/** States what's at stake: if the response is lost, the new token string can't be retrieved. */
export async function confirmRegenerate(
  server: Server,
  { operator, hasSpareToken }: Options,
  ports: { readonly person: Person; readonly usage: Pick<TokenUsage, 'search' | 'showFiles'> },
): Promise<void> {
  const question = {
    message: l10n.t('Regenerate the operator token for {0}?', server.name),
    urls: [server.url],
    detail: l10n.t(
      'The current token stops working immediately, wherever it\'s used. This can\'t be undone. To update your files as well, without downtime, use "Rotate Token" instead.',
    ),
    note: hasSpareToken
      ? undefined
      : l10n.t(
          "No other working token for this server is stored on this machine. If the response is lost, you can replace the operator token again only through the server's recovery port. To be safe, create a named token first.",
        ),
    confirmLabel: l10n.t('Regenerate Token'),
  };
  await confirmWithUsage({ name: operatorTokenName, hash: operator?.hash }, question, ports);
}
