import * as l10n from '@vscode/l10n';
import type { Server } from '../core/server/server.ts';
import { rotateToken as rotate, rotationInput } from '../operations/rotateToken.ts';
import { findSelectedToken } from '../operations/steps/selectedToken.ts';
import { selectedText } from '../vscode/selectedText.ts';
import { chooseServer } from './chooseServer.ts';
import { selectedToken, type Call, type Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';
import { rotationResult } from './rotationResult.ts';

export function rotateToken(deps: Dependencies): Command {
  return {
    id: 'influxdb3Tokens.rotateToken',
    async run(call) {
      const input = rotationInput(call.args);
      const { person } = call;
      const selected = await selectedInEditor(call, deps);
      const isOffered = ({ url }: Server) => selected === undefined || selected.server.url === url;
      const server = await chooseServer(call, deps.servers.store, l10n.t('Rotate Token'), isOffered);
      const ports = { ...deps, person, display: deps.rotationDisplay };
      return rotationResult(server, await rotate(server, selected?.record ?? selectedToken(call), input, ports));
    },
  };
}

/** Without a row, server, or name, a call is for the token selected in the editor. */
async function selectedInEditor(
  { node, args, person, editor }: Call,
  { servers }: Pick<Dependencies, 'servers'>,
): ReturnType<typeof findSelectedToken> {
  const hasTarget = node !== undefined || args.server !== undefined || args.name !== undefined;
  return hasTarget || person.isExternal ? undefined : findSelectedToken(selectedText(editor), { person, servers });
}
