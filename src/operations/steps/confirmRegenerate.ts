import * as l10n from '@vscode/l10n';
import type { Server } from '../../core/server/server.ts';
import { operatorTokenName } from '../../core/token/tokenName.ts';
import type { TokenRecord } from '../../core/token/tokenRecord.ts';
import type { Person } from '../person.ts';
import type { TokenUsage } from '../ports.ts';
import { confirmWithUsage } from './tokenUsage.ts';

/** `operator` is `undefined` if the list isn't loaded. */
export async function confirmRegenerate(
  server: Server,
  operator: TokenRecord | undefined,
  ports: { readonly person: Person; readonly usage: Pick<TokenUsage, 'search' | 'showFiles'> },
): Promise<void> {
  const question = {
    message: l10n.t('Regenerate the operator token for {0} ({1})?', server.name, server.url),
    detail: l10n.t(
      'The current token stops working immediately, wherever it\'s used. This can\'t be undone. To update your files as well, without downtime, use "Rotate Token" instead.',
    ),
    yes: l10n.t('Regenerate Token'),
  };
  await confirmWithUsage({ name: operatorTokenName, hash: operator?.hash }, question, ports);
}
