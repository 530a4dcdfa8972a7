import * as l10n from '@vscode/l10n';
import type { Server } from '../core/server/server.ts';
import { rotateToken as rotate, rotationInput } from '../operations/rotateToken.ts';
import { findSelectedToken } from '../operations/steps/selectedToken.ts';
import { selectedText } from '../vscode/openEditors.ts';
import { chooseWritableServer } from './chooseServer.ts';
import { rotationResult, selectedToken, type Call, type Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function rotateToken(deps: Pick<Dependencies, 'servers' | 'newTokens' | 'usage'>): Command {
  return {
    id: 'influxdb3Tokens.rotateToken',
    async run(call) {
      const input = rotationInput(call.args);
      const { person } = call;
      const selected = await selectedInEditor(call, deps);
      const isOffered = ({ url }: Server) => selected === undefined || selected.server.url === url;
      const server = await chooseWritableServer(call, deps.servers.store, l10n.t('Rotate Token'), isOffered);
      const record = selected?.record ?? selectedToken(call);
      return rotationResult(server, await rotate(server, record, input, { ...deps, person }));
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
