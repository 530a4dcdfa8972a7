import * as l10n from '@vscode/l10n';
import { throwIfInvalid, UserError } from '../core/errors.ts';
import { parseExpiry, type Lifetime } from '../core/token/expiry.ts';
import type { Server } from '../core/server/server.ts';
import { displayName, tokenNameProblem } from '../core/token/tokenName.ts';
import type { TokenRecord } from '../core/token/tokenRecord.ts';
import { createNamedToken as create } from '../influxdb/createNamedToken.ts';
import type { NewToken } from '../influxdb/decode.ts';
import { listWithTime } from '../influxdb/listTokens.ts';
import { ServerError } from '../influxdb/transport/serverError.ts';
import type { Connection } from '../servers/connections.ts';
import type { Person } from './person.ts';
import type { ServerAccess } from './ports.ts';
import { bearerOf } from './steps/connect.ts';
import type { NewTokens } from './steps/newTokens.ts';
import { withRemedies } from './steps/remedies.ts';
import { runServerChange } from './steps/serverChange.ts';
import { loadTokenList } from './steps/tokenList.ts';
import { beforeRequest } from './steps/tokenRequest/beforeRequest.ts';
import { sendTokenRequest } from './steps/tokenRequest/sendTokenRequest.ts';
import { connectForChange } from './steps/writableServer.ts';

interface NamedTokenInput {
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

/** Prompts again if the server rejects a name that the user typed. @throws RemedyError if the response was lost */
export async function createNamedToken(server: Server, input: NamedTokenInput, ports: Ports): Promise<NewToken> {
  return withRemedies(server, async () => {
    const { person } = ports;
    const title = l10n.t('Create Named Token');
    const connection = await connectForChange(server, ports);
    await person.confirmIfExternal({
      message:
        input.name === undefined
          ? l10n.t('Create a token on {0}?', server.url)
          : l10n.t('Create the token "{0}" on {1}?', displayName(input.name), server.url),
      confirmLabel: l10n.t('Create Token'),
    });
    let { lifetime } = input;
    if (input.name !== undefined && lifetime === undefined) {
      throwIfInvalid(tokenNameProblem(input.name, await loadNames(connection, ports)));
    }
    let typed: TypedName = { name: '', rejection: undefined };
    for (;;) {
      const name = input.name ?? (await askName(title, connection, typed, ports));
      lifetime ??= { seconds: await person.expiration(`${title}: ${displayName(name)}`) };
      try {
        return await createOnServer(connection, name, lifetime.seconds, ports);
      } catch (error) {
        const isRejected = error instanceof NameTaken || (error instanceof ServerError && error.outcome === 'nothing');
        if (input.name !== undefined || !isRejected) {
          throw error;
        }
        typed = { name, rejection: error.message };
      }
    }
  });
}

class NameTaken extends UserError {}

async function createOnServer(
  connection: Connection,
  name: string,
  lifetime: Lifetime,
  ports: Ports,
): Promise<NewToken> {
  const { server, endpoint } = connection;
  const title = l10n.t('Creating the token "{0}"...', displayName(name));
  return runServerChange({ server, title, action: 'createNamedToken', token: { name } }, ports, async (signal) => {
    const bearer = await bearerOf(connection, ports.servers);
    const before = await listWithTime(endpoint, bearer, { signal });
    const problem = tokenNameProblem(name, namesOf(before.records));
    if (problem !== undefined) {
      throw new NameTaken(problem);
    }
    const request = {
      route: 'createNamed',
      name,
      lifetime: lifetime ?? null,
      signsIn: false,
      before: beforeRequest(before, name),
      bearer,
      send: () => create(endpoint, bearer, name, lifetime, { signal }),
      recreate: () => createOnServer(connection, name, lifetime, ports),
    } as const;
    return sendTokenRequest(connection, request, ports);
  });
}

interface TypedName {
  readonly name: string;
  readonly rejection: string | undefined;
}

async function askName(title: string, connection: Connection, typed: TypedName, ports: Ports): Promise<string> {
  // Load the list after each rejection, because it may have changed.
  const names = await loadNames(connection, ports);
  return ports.person.text({
    title,
    prompt: l10n.t('Name of the new token on {0}. The token is copied to the clipboard.', connection.server.name),
    placeholder: l10n.t('For example, ci-writer'),
    value: typed.name,
    rejection: typed.rejection,
    problem: (name) => tokenNameProblem(name, names),
  });
}

async function loadNames(connection: Connection, ports: Ports): Promise<ReadonlySet<string>> {
  return namesOf((await loadTokenList(connection, ports)).records);
}

function namesOf(records: readonly TokenRecord[]): ReadonlySet<string> {
  return new Set(records.map(({ name }) => name));
}
