import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { shownName } from '../core/tokenName.ts';
import { TokenNode } from '../ui/nodes.ts';
import { pickToken } from '../ui/pick.ts';
import { connect } from './chooseServer.ts';
import type { Call, Command } from './command.ts';
import type { Parts } from './parts.ts';
import { confirmExternalListing, readTokens } from './readTokens.ts';

export function copyTokenName(deps: Pick<Parts, 'settings' | 'store' | 'connections' | 'consent' | 'tokens'>): Command {
  return {
    id: 'influxdb3Tokens.copyTokenName',
    async run(call) {
      await vscode.env.clipboard.writeText(await chooseTokenName(call, deps));
      return undefined;
    },
  };
}

async function chooseTokenName(
  call: Call,
  deps: Pick<Parts, 'settings' | 'store' | 'connections' | 'consent' | 'tokens'>,
): Promise<string> {
  if (call.args.name !== undefined) {
    // Without this question, a link could put any text on the clipboard.
    const message = l10n.t('Copy the name "{0}" to the clipboard?', shownName(call.args.name));
    await call.confirmer.confirmIfExternal({ message, yes: l10n.t('Copy Name') });
    return call.args.name;
  }
  if (call.node instanceof TokenNode) {
    return call.node.record.name;
  }
  const title = l10n.t('Copy Token Name');
  const connection = await connect(call, deps, title);
  await confirmExternalListing(call, connection);
  const { records } = await readTokens(connection, deps);
  return (await pickToken(records, title, deps.settings.expiryWarningDays)).name;
}
