import * as l10n from '@vscode/l10n';
import type { Server } from '../core/server/server.ts';
import { createResourceToken as create, resourceTokenInput } from '../operations/createResourceToken.ts';
import { chooseWritableServer } from './chooseServer.ts';
import { tokenResult, type Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function createResourceToken({ servers, newTokens }: Pick<Dependencies, 'servers' | 'newTokens'>): Command {
  return {
    id: 'influxdb3Tokens.createResourceToken',
    async run(call) {
      const input = resourceTokenInput(call.args);
      const { store } = servers;
      const isOffered = (server: Server) => store.state(server).product !== 'core';
      const server = await chooseWritableServer(call, store, l10n.t('Create Resource Token'), isOffered);
      const created = await create(server, input, { person: call.person, servers, newTokens });
      return { ...tokenResult(server, created), permissions: created.permissions };
    },
  };
}
