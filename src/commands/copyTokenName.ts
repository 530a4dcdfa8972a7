import * as l10n from '../core/l10n.ts';
import * as vscode from 'vscode';
import { displayName } from '../core/token/tokenName.ts';
import { connect } from '../operations/steps/connect.ts';
import { withRemedies } from '../operations/steps/remedies.ts';
import { confirmListingIfExternal, loadTokenList } from '../operations/steps/tokenList.ts';
import { TokenNode } from '../ui/servers/nodes.ts';
import { chooseServer } from './chooseServer.ts';
import type { Call, Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function copyTokenName(deps: Pick<Dependencies, 'servers'>): Command {
  return {
    id: 'influxdb3Tokens.copyTokenName',
    async run(call) {
      await vscode.env.clipboard.writeText(await chooseTokenName(call, deps));
      return undefined;
    },
  };
}

async function chooseTokenName(call: Call, { servers }: Pick<Dependencies, 'servers'>): Promise<string> {
  const { args, node, person } = call;
  if (args.name !== undefined) {
    // Without confirmation, a link could put any text on the clipboard.
    const message = l10n.t('Copy the name "{0}" to the clipboard?', displayName(args.name));
    await person.confirmIfExternal({ message, confirmLabel: l10n.t('Copy Name') });
    return args.name;
  }
  if (node instanceof TokenNode) {
    return node.record.name;
  }
  const title = l10n.t('Copy Token Name');
  const server = await chooseServer(call, servers.store, title);
  return withRemedies(server, async () => {
    const connection = await connect(server, { person, servers });
    await confirmListingIfExternal(connection, person);
    const { records } = await loadTokenList(connection, { person, servers });
    return (await person.pickToken(records, title)).name;
  });
}
