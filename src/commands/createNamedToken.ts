import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { parseExpiry, type Lifetime } from '../core/token/expiry.ts';
import { checkCreated } from '../operations/steps/lostResponse/check.ts';
import { displayName, tokenNameProblem } from '../core/token/tokenName.ts';
import type { TokenRecord } from '../core/token/tokenRecord.ts';
import { throwIfInvalid } from '../core/errors.ts';
import { createNamedToken as create } from '../influxdb/createNamedToken.ts';
import { ServerError } from '../influxdb/transport/serverError.ts';
import type { Connection } from '../servers/connections.ts';
import { pickExpiry } from '../ui/prompts/expiryPick.ts';
import type { Offer } from '../ui/prompts/failures.ts';
import { askText } from '../ui/prompts/inputBox.ts';
import { TokenNode } from '../ui/servers/nodes.ts';
import type { CommandArguments } from './arguments.ts';
import { runServerChange } from '../operations/steps/serverChange.ts';
import { bearerOf, connect } from '../operations/steps/connect.ts';
import { tokenResult, type Command, type TokenResult } from './command.ts';
import { recreatedOutcome } from '../operations/steps/lostResponse/recreated.ts';
import { serverCheck, sendAndConfirm } from '../operations/steps/lostResponse/sendAndConfirm.ts';
import type { Dependencies } from './dependencies.ts';
import { loadTokenList } from '../operations/steps/tokenList.ts';

type Deps = Pick<Dependencies, 'store' | 'connections' | 'approval' | 'tokens' | 'newTokens' | 'log'>;

export function createNamedToken(deps: Deps): Command {
  return {
    id: 'influxdb3Tokens.createNamedToken',
    coalesce: true,
    async run(call) {
      const title = l10n.t('Create Named Token');
      const parsed = parseTokenArguments(call.args);
      const connection = await connect(call, deps, title);
      const { server } = connection;
      await call.confirmer.confirmIfExternal({
        message:
          parsed.name === undefined
            ? l10n.t('Create a token on {0}?', server.url)
            : l10n.t('Create the token "{0}" on {1}?', displayName(parsed.name), server.url),
        yes: l10n.t('Create Token'),
      });

      let { lifetime } = parsed;
      let refused: RefusedName = { name: '', reason: undefined };
      for (;;) {
        // Reload the list each time, because a change in it may be why the server refused.
        const { records } = await loadTokenList(connection, deps);
        const usedNames = new Set(records.map((record) => record.name));
        const name = parsed.name ?? (await askName(title, server.name, usedNames, refused));
        throwIfInvalid(tokenNameProblem(name, usedNames));
        lifetime ??= { seconds: await pickExpiry(`${title}: ${displayName(name)}`) };
        try {
          return await createNow(connection, name, lifetime.seconds, deps);
        } catch (error) {
          if (parsed.name !== undefined || !(error instanceof ServerError) || error.outcome !== 'nothing') {
            throw error;
          }
          refused = { name, reason: error.message };
        }
      }
    },
  };
}

/** @throws OfferedError if the response was lost; ServerError, UserError, Cancelled */
async function createNow(connection: Connection, name: string, lifetime: Lifetime, deps: Deps): Promise<TokenResult> {
  const { server, endpoint } = connection;
  const shown = displayName(name);
  const recreate = () => createNow(connection, name, lifetime, deps);
  const created = await runServerChange(deps, server, l10n.t('Creating the token "{0}"...', shown), async (signal) => {
    const bearer = await bearerOf(connection, deps);
    return sendAndConfirm(deps, server, {
      send: () => deps.newTokens.create(connection, () => create(endpoint, bearer, name, lifetime, { signal }), false),
      check: () => checkCreated(serverCheck(endpoint), bearer, name),
      nothing: {
        sentence: l10n.t('Nothing changed: {0} has no token named "{1}". Try again.', server.name, shown),
        offer: { label: l10n.t('Try Again'), run: recreate },
      },
      lost: async (record) =>
        (await recreatedOutcome(connection, record, deps)) ?? {
          sentence: l10n.t(
            'The token "{0}" was created, but its token string was never received, so nobody has it. Delete the token and create it again.',
            shown,
          ),
          offer: deleteAndRecreateOffer(connection, record, recreate),
        },
      unknown: l10n.t('Couldn\'t check whether the token "{0}" was created on {1}.', shown, server.name),
    });
  });
  return tokenResult(server, created);
}

function deleteAndRecreateOffer(
  { server }: Connection,
  record: TokenRecord | undefined,
  recreate: () => Promise<unknown>,
): Offer {
  return {
    label: l10n.t('Delete and Recreate'),
    async run() {
      const node = record && new TokenNode(server, record);
      if ((await vscode.commands.executeCommand('influxdb3Tokens.deleteToken', node)) !== undefined) {
        await recreate();
      }
    },
  };
}

interface RefusedName {
  readonly name: string;
  readonly reason: string | undefined;
}

/** Checks the arguments before anything is asked or sent. @throws UserError */
function parseTokenArguments({ name, expiry }: CommandArguments): {
  readonly name: string | undefined;
  readonly lifetime: { readonly seconds: Lifetime } | undefined;
} {
  if (name !== undefined) {
    throwIfInvalid(tokenNameProblem(name, new Set()));
  }
  return { name, lifetime: expiry === undefined ? undefined : { seconds: parseExpiry(expiry) } };
}

async function askName(
  title: string,
  serverName: string,
  usedNames: ReadonlySet<string>,
  refused: RefusedName,
): Promise<string> {
  return askText({
    title,
    prompt: l10n.t('Name of the new token on {0}. The token is copied to the clipboard.', serverName),
    placeholder: l10n.t('For example, ci-writer'),
    value: refused.name,
    refusal: refused.reason,
    problem: (name) => tokenNameProblem(name, usedNames),
  });
}
