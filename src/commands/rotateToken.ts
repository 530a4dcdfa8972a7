import * as l10n from '../core/l10n.ts';
import { rotateToken as rotate, rotationInput } from '../operations/rotateToken.ts';
import { findSelectedToken } from '../operations/steps/selectedToken.ts';
import { TokenNode } from '../ui/servers/nodes.ts';
import { selectedText } from '../vscode/selectedText.ts';
import { chooseServer } from './chooseServer.ts';
import { selectedToken, type Call, type Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';
import { rotationResult } from './rotationResult.ts';

export function rotateToken(deps: Dependencies): Command {
  return {
    id: 'influxdb3Tokens.rotateToken',
    async run(original) {
      const input = rotationInput(original.args);
      const call = await callForSelection(original, deps);
      const server = await chooseServer(call, deps.servers.store, l10n.t('Rotate Token'));
      const ports = { ...deps, person: call.person, display: deps.rotationDisplay };
      return rotationResult(server, await rotate(server, selectedToken(call), input, ports));
    },
  };
}

/** Without a row, server, or name, a call is for the token selected in the editor, as if its row had been clicked. */
async function callForSelection(call: Call, { servers }: Pick<Dependencies, 'servers'>): Promise<Call> {
  const { node, args, person } = call;
  const hasTarget = node !== undefined || args.server !== undefined || args.name !== undefined;
  const selected =
    hasTarget || person.isExternal
      ? undefined
      : await findSelectedToken(selectedText(call.editor), { person, servers });
  return selected === undefined ? call : { ...call, node: new TokenNode(selected.server, selected.record) };
}
