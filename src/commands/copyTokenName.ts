import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { displayName } from '../core/token/tokenName.ts';
import { TokenNode } from '../ui/servers/nodes.ts';
import { pickToken } from '../ui/prompts/pick.ts';
import { connect } from '../operations/steps/connect.ts';
import type { Call, Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';
import { confirmExternalListing, loadTokenList } from '../operations/steps/tokenList.ts';

export function copyTokenName(
  deps: Pick<Dependencies, 'settings' | 'store' | 'connections' | 'approval' | 'tokens'>,
): Command {
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
  deps: Pick<Dependencies, 'settings' | 'store' | 'connections' | 'approval' | 'tokens'>,
): Promise<string> {
  if (call.args.name !== undefined) {
    // Without this question, a link could put any text on the clipboard.
    const message = l10n.t('Copy the name "{0}" to the clipboard?', displayName(call.args.name));
    await call.confirmer.confirmIfExternal({ message, yes: l10n.t('Copy Name') });
    return call.args.name;
  }
  if (call.node instanceof TokenNode) {
    return call.node.record.name;
  }
  const title = l10n.t('Copy Token Name');
  const connection = await connect(call, deps, title);
  await confirmExternalListing(call, connection);
  const { records } = await loadTokenList(connection, deps);
  return (await pickToken(records, title, deps.settings.expiryWarningDays)).name;
}
