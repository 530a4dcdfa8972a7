import * as l10n from '@vscode/l10n';
import { createResourceToken as create, resourceTokenInput } from '../operations/createResourceToken.ts';
import { chooseServer } from './chooseServer.ts';
import { tokenResult, type Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function createResourceToken({ servers, newTokens }: Pick<Dependencies, 'servers' | 'newTokens'>): Command {
  return {
    id: 'influxdb3Tokens.createResourceToken',
    coalesce: true,
    async run(call) {
      const input = resourceTokenInput(call.args);
      const server = await chooseServer(call, servers.store, l10n.t('Create Resource Token'));
      const created = await create(server, input, { person: call.person, servers, newTokens });
      return { ...tokenResult(server, created), permissions: created.permissions };
    },
  };
}
