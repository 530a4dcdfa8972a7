import * as l10n from '@vscode/l10n';
import { throwIfInvalid } from '../core/errors.ts';
import { parseExpiry, type Lifetime } from '../core/token/expiry.ts';
import type { Server } from '../core/server/server.ts';
import { displayName, tokenNameProblem } from '../core/token/tokenName.ts';
import { createNamedToken as create } from '../influxdb/createNamedToken.ts';
import type { NewToken } from '../influxdb/decode.ts';
import { ServerError } from '../influxdb/transport/serverError.ts';
import type { Connection } from '../servers/connections.ts';
import type { Person } from './person.ts';
import type { ServerAccess } from './ports.ts';
import { bearerOf, connect } from './steps/connect.ts';
import { checkCreated } from './steps/lostResponse/serverChecks.ts';
import { recreatedOutcome } from './steps/lostResponse/recreated.ts';
import { sendAndCheck, serverCheck } from './steps/lostResponse/sendAndCheck.ts';
import type { NewTokens } from './steps/newTokens.ts';
import { withRemedies } from './steps/remedies.ts';
import { runServerChange } from './steps/serverChange.ts';
import { loadTokenList } from './steps/tokenList.ts';

export interface NamedTokenInput {
  readonly name?: string | undefined;
  /** An object, because `seconds: undefined` means that the token never expires. */
  readonly lifetime?: { readonly seconds: Lifetime } | undefined;
}

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
  readonly newTokens: NewTokens;
}

export function namedTokenInput({
  name,
  expiry,
}: {
  readonly name?: string | undefined;
  readonly expiry?: string | undefined;
}): NamedTokenInput {
  if (name !== undefined) {
    throwIfInvalid(tokenNameProblem(name, new Set()));
  }
  return { name, lifetime: expiry === undefined ? undefined : { seconds: parseExpiry(expiry) } };
}

/** Asks again for a typed name that the server rejects. @throws RemedyError if the response was lost */
export async function createNamedToken(server: Server, input: NamedTokenInput, ports: Ports): Promise<NewToken> {
  return withRemedies(server, async () => {
    const { person } = ports;
    const title = l10n.t('Create Named Token');
    const connection = await connect(server, ports);
    await person.confirmIfExternal({
      message:
        input.name === undefined
          ? l10n.t('Create a token on {0}?', server.url)
          : l10n.t('Create the token "{0}" on {1}?', displayName(input.name), server.url),
      yes: l10n.t('Create Token'),
    });
    let { lifetime } = input;
    let typed: TypedName = { name: '', rejection: undefined };
    for (;;) {
      // Load the list again after each rejection: it may have changed.
      const { records } = await loadTokenList(connection, ports);
      const names = new Set(records.map((record) => record.name));
      const name = input.name ?? (await askName(title, server.name, names, typed, person));
      throwIfInvalid(tokenNameProblem(name, names));
      lifetime ??= { seconds: await person.expiration(`${title}: ${displayName(name)}`) };
      try {
        return await createOnServer(connection, name, lifetime.seconds, ports);
      } catch (error) {
        if (input.name !== undefined || !(error instanceof ServerError) || error.outcome !== 'nothing') {
          throw error;
        }
        typed = { name, rejection: error.message };
      }
    }
  });
}

async function createOnServer(
  connection: Connection,
  name: string,
  lifetime: Lifetime,
  ports: Ports,
): Promise<NewToken> {
  const { server, endpoint } = connection;
  const { servers, newTokens } = ports;
  const shownName = displayName(name);
  const again = () => createOnServer(connection, name, lifetime, ports);
  return runServerChange(server, l10n.t('Creating the token "{0}"...', shownName), ports, async (signal) => {
    const bearer = await bearerOf(connection, servers);
    const send = () => create(endpoint, bearer, name, lifetime, { signal });
    const change = {
      send: () => newTokens.create(connection, send, { signsIn: false }),
      check: () => checkCreated(serverCheck(endpoint), bearer, name),
      nothing: {
        sentence: l10n.t('Nothing changed: {0} has no token named "{1}". Try again.', server.name, shownName),
        remedy: { kind: 'retry' as const, run: again },
      },
      lost: async (record: Parameters<typeof recreatedOutcome>[1]) =>
        (await recreatedOutcome(connection, record, servers)) ?? {
          sentence: l10n.t(
            'The token "{0}" was created, but its token string was never received, so nobody has it. Delete the token and create it again.',
            shownName,
          ),
          remedy: { kind: 'deleteAndRecreate' as const, server, record, recreate: again },
        },
      unknown: l10n.t('Couldn\'t check whether the token "{0}" was created on {1}.', shownName, server.name),
    };
    return sendAndCheck(server, change, ports);
  });
}

interface TypedName {
  readonly name: string;
  readonly rejection: string | undefined;
}

async function askName(
  title: string,
  serverName: string,
  names: ReadonlySet<string>,
  typed: TypedName,
  person: Person,
): Promise<string> {
  return person.text({
    title,
    prompt: l10n.t('Name of the new token on {0}. The token is copied to the clipboard.', serverName),
    placeholder: l10n.t('For example, ci-writer'),
    value: typed.name,
    rejection: typed.rejection,
    problem: (name) => tokenNameProblem(name, names),
  });
}
