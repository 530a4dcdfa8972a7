import * as l10n from '@vscode/l10n';
import { Canceled, toError } from '../core/errors.ts';
import type { NewToken } from '../influxdb/decode.ts';
import { createNamedToken as create, namedTokenInput } from '../operations/createNamedToken.ts';
import { insertAtPoint } from '../ui/prompts/insertAtPoint.ts';
import { chooseWritableServer } from './chooseServer.ts';
import { tokenResult, type Call, type Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function createNamedToken({ servers, newTokens }: Pick<Dependencies, 'servers' | 'newTokens'>): Command {
  return {
    id: 'influxdb3Tokens.createNamedToken',
    async run(call) {
      const input = namedTokenInput(call.args);
      const server = await chooseWritableServer(call, servers.store, l10n.t('Create Named Token'));
      const created = await create(server, input, { person: call.person, servers, newTokens });
      await insertCreated(server.url, created, call);
      return tokenResult(server, created);
    },
  };
}

/** The token is stored and on the clipboard by now, so a failure here doesn't fail the command. */
async function insertCreated(
  url: string,
  { name, token }: NewToken,
  { insertionPoint, person }: Pick<Call, 'insertionPoint' | 'person'>,
): Promise<void> {
  if (insertionPoint === undefined) {
    return;
  }
  try {
    await insertAtPoint(insertionPoint, { name, url, read: () => Promise.resolve(token) }, person);
  } catch (error) {
    if (!(error instanceof Canceled)) {
      person.warn(toError(error).message);
    }
  }
}
