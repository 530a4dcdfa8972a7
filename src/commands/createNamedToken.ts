import * as l10n from '@vscode/l10n';
import { parseExpiry, type Lifetime } from '../core/expiry.ts';
import { shownName, tokenNameProblem } from '../core/tokenName.ts';
import { refuseIf } from '../core/userError.ts';
import { createNamedToken as create } from '../influxdb/createNamedToken.ts';
import { ServerError } from '../influxdb/serverError.ts';
import { pickExpiry } from '../ui/expiryPick.ts';
import { askText } from '../ui/inputBox.ts';
import type { CommandArguments } from './arguments.ts';
import { change } from './change.ts';
import { bearerOf, connect } from './chooseServer.ts';
import { tokenResult, type Command } from './command.ts';
import type { Parts } from './parts.ts';
import { readTokens } from './readTokens.ts';

export function createNamedToken(
  parts: Pick<Parts, 'store' | 'connections' | 'consent' | 'tokens' | 'newTokens'>,
): Command {
  return {
    id: 'influxdb3Tokens.createNamedToken',
    async run(call) {
      const title = l10n.t('Create Named Token');
      const given = checkedArguments(call.args);
      const connection = await connect(call, parts, title);
      const { server, endpoint } = connection;
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
        // Anew each time: what was refused may have been because of either.
        const bearer = await bearerOf(connection, parts);
        const taken = new Set((await readTokens(connection, bearer)).map((record) => record.name));
        const name = given.name ?? (await askName(title, server.name, taken, typed));
        refuseIf(tokenNameProblem(name, taken));
        lifetime ??= { seconds: await pickExpiry(`${title}: ${shownName(name)}`) };
        const { seconds } = lifetime;
        const progress = l10n.t('Creating the token "{0}"', shownName(name));
        try {
          const born = await change(parts, server, progress, (signal) =>
            parts.newTokens.bear(connection, () => create(endpoint, bearer, name, seconds, { signal }), false),
          );
          return tokenResult(server, born);
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

/** A name as it was typed, and why it was refused. */
interface Typed {
  readonly name: string;
  readonly refused: string | undefined;
}

/** What came as an argument and is invalid is refused before anything is asked or sent. @throws UserError */
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
    prompt: l10n.t('Name of the new token on {0}. Its string goes to the clipboard.', serverName),
    placeholder: l10n.t('for example ci-writer'),
    value: typed.name,
    refused: typed.refused,
    problem: (name) => tokenNameProblem(name, taken),
  });
}
