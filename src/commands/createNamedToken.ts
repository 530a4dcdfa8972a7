import * as l10n from '@vscode/l10n';
import { parseExpiry, type Lifetime } from '../core/expiry.ts';
import { tokenNameProblem } from '../core/tokenName.ts';
import { UserError } from '../core/userError.ts';
import { createNamedToken as create } from '../influxdb/createNamedToken.ts';
import { ServerError, type ServerErrorKind } from '../influxdb/serverError.ts';
import { pickExpiry } from '../ui/expiryPick.ts';
import { askText } from '../ui/inputBox.ts';
import { change } from './change.ts';
import { bearerOf, connect } from './chooseServer.ts';
import { tokenResult, type Command } from './command.ts';
import type { Parts } from './parts.ts';
import { readTokens } from './readTokens.ts';

/** Refusals that another name mends. */
const aboutTheName: readonly ServerErrorKind[] = ['tokenNameExists', 'bodyTooLarge', 'malformedBody'];

export function createNamedToken(
  parts: Pick<Parts, 'store' | 'connections' | 'consent' | 'tokens' | 'newTokens'>,
): Command {
  return {
    id: 'influxdb3Tokens.createNamedToken',
    async run(call) {
      const title = l10n.t('Create Named Token');
      // What came as an argument and is invalid is refused before anything is sent.
      let lifetime: { readonly chosen: Lifetime } | undefined =
        call.args.expiry === undefined ? undefined : { chosen: parseExpiry(call.args.expiry) };
      const connection = await connect(call, parts, title);
      const { server, endpoint } = connection;
      const bearer = await bearerOf(connection, parts);
      const records = await readTokens(connection, bearer);
      const taken = new Set(records.map((record) => record.name));

      let typed: { readonly name: string; readonly refused: string | undefined } = { name: '', refused: undefined };
      for (;;) {
        const name = call.args.name ?? (await askName(title, server.name, taken, typed));
        const problem = tokenNameProblem(name, taken);
        if (problem !== undefined) {
          throw new UserError(problem);
        }
        lifetime ??= { chosen: await pickExpiry(`${title}: ${name}`) };
        const { chosen } = lifetime;
        await call.confirmer.askIfFromOutside({
          message: l10n.t('Create the token "{0}" on {1}?', name, server.url),
          yes: l10n.t('Create Token'),
        });
        try {
          const born = await change(parts, server, l10n.t('Creating the token "{0}"', name), (signal) =>
            parts.newTokens.bear(connection, () => create(endpoint, bearer, name, chosen, { signal }), false),
          );
          return tokenResult(server, born);
        } catch (error) {
          if (call.args.name === undefined && error instanceof ServerError && aboutTheName.includes(error.kind)) {
            typed = { name, refused: error.message };
            continue;
          }
          throw error;
        }
      }
    },
  };
}

async function askName(
  title: string,
  serverName: string,
  taken: ReadonlySet<string>,
  typed: { readonly name: string; readonly refused: string | undefined },
): Promise<string> {
  return askText({
    title,
    prompt: l10n.t('Name of the new token on {0}. Its string goes to the clipboard.', serverName),
    placeholder: l10n.t('for example ci-writer'),
    value: typed.name,
    refused: typed.refused,
    problem: (name) => tokenNameProblem(name, taken),
  });
}
