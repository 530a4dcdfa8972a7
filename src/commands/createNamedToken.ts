import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { parseExpiry, type Lifetime } from '../core/expiry.ts';
import { lookForCreated } from '../core/lostAnswer.ts';
import { shownName, tokenNameProblem } from '../core/tokenName.ts';
import type { TokenRecord } from '../core/tokenRecord.ts';
import { refuseIf } from '../core/userError.ts';
import { createNamedToken as create } from '../influxdb/createNamedToken.ts';
import { ServerError } from '../influxdb/serverError.ts';
import type { Connection } from '../servers/connections.ts';
import { pickExpiry } from '../ui/expiryPick.ts';
import type { Offer } from '../ui/failures.ts';
import { askText } from '../ui/inputBox.ts';
import { TokenNode } from '../ui/nodes.ts';
import type { CommandArguments } from './arguments.ts';
import { change } from './change.ts';
import { bearerOf, connect } from './chooseServer.ts';
import { tokenResult, type Command, type TokenResult } from './command.ts';
import { keptMeanwhile } from './keptMeanwhile.ts';
import { lookPort, settle } from './lostAnswer.ts';
import type { Parts } from './parts.ts';
import { readTokens } from './readTokens.ts';

type Needed = Pick<Parts, 'store' | 'connections' | 'consent' | 'tokens' | 'newTokens' | 'log'>;

export function createNamedToken(parts: Needed): Command {
  return {
    id: 'influxdb3Tokens.createNamedToken',
    joinsSameCalls: true,
    async run(call) {
      const title = l10n.t('Create Named Token');
      const given = checkedArguments(call.args);
      const connection = await connect(call, parts, title);
      const { server } = connection;
      await call.confirmer.askIfFromOutside({
        message:
          given.name === undefined
            ? l10n.t('Create a token on {0}?', server.url)
            : l10n.t('Create the token "{0}" on {1}?', shownName(given.name), server.url),
        yes: l10n.t('Create Token'),
      });

      let { lifetime } = given;
      let typed: Typed = { name: '', refused: undefined };
      for (;;) {
        // Reload the list each time: the server may have refused because of a change in it.
        const { records } = await readTokens(connection, parts);
        const taken = new Set(records.map((record) => record.name));
        const name = given.name ?? (await askName(title, server.name, taken, typed));
        refuseIf(tokenNameProblem(name, taken));
        lifetime ??= { seconds: await pickExpiry(`${title}: ${shownName(name)}`) };
        try {
          return await make(connection, name, lifetime.seconds, parts);
        } catch (error) {
          if (given.name !== undefined || !(error instanceof ServerError) || error.outcome !== 'nothing') {
            throw error;
          }
          typed = { name, refused: error.message };
        }
      }
    },
  };
}

/** @throws OfferedError if the response was lost; ServerError, UserError, Cancelled */
async function make(connection: Connection, name: string, lifetime: Lifetime, parts: Needed): Promise<TokenResult> {
  const { server, endpoint } = connection;
  const shown = shownName(name);
  const again = () => make(connection, name, lifetime, parts);
  const born = await change(parts, server, l10n.t('Creating the token "{0}"...', shown), async (signal) => {
    const bearer = await bearerOf(connection, parts);
    return settle(parts, server, {
      send: () => parts.newTokens.bear(connection, () => create(endpoint, bearer, name, lifetime, { signal }), false),
      look: () => lookForCreated(lookPort(endpoint), bearer, name),
      nothing: {
        sentence: l10n.t('Nothing changed: {0} has no token named "{1}". Try again.', server.name, shown),
        offer: { label: l10n.t('Try Again'), run: again },
      },
      lost: async (record) =>
        (await keptMeanwhile(connection, record, parts)) ?? {
          sentence: l10n.t(
            'The token "{0}" was created, but its token string was never received, so nobody has it. Delete the token and create it again.',
            shown,
          ),
          offer: deleteFirst(connection, record, again),
        },
      unknown: l10n.t('Couldn\'t check whether the token "{0}" was created on {1}.', shown, server.name),
    });
  });
  return tokenResult(server, born);
}

function deleteFirst({ server }: Connection, record: TokenRecord | undefined, again: () => Promise<unknown>): Offer {
  return {
    label: l10n.t('Delete and Recreate'),
    async run() {
      const node = record && new TokenNode(server, record);
      if ((await vscode.commands.executeCommand('influxdb3Tokens.deleteToken', node)) !== undefined) {
        await again();
      }
    },
  };
}

interface Typed {
  readonly name: string;
  readonly refused: string | undefined;
}

/** Checks the arguments before anything is asked or sent. @throws UserError */
function checkedArguments({ name, expiry }: CommandArguments): {
  readonly name: string | undefined;
  readonly lifetime: { readonly seconds: Lifetime } | undefined;
} {
  if (name !== undefined) {
    refuseIf(tokenNameProblem(name, new Set()));
  }
  return { name, lifetime: expiry === undefined ? undefined : { seconds: parseExpiry(expiry) } };
}

async function askName(title: string, serverName: string, taken: ReadonlySet<string>, typed: Typed): Promise<string> {
  return askText({
    title,
    prompt: l10n.t('Name of the new token on {0}. The token is copied to the clipboard.', serverName),
    placeholder: l10n.t('For example, ci-writer'),
    value: typed.name,
    refused: typed.refused,
    problem: (name) => tokenNameProblem(name, taken),
  });
}
