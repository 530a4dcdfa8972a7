import * as l10n from '@vscode/l10n';
import { throwIfInvalid, UserError } from '../core/errors.ts';
import type { Server } from '../core/server/server.ts';
import { shortForm } from '../core/token/permissions.ts';
import { permissionText } from '../core/token/permissionText.ts';
import { parseRequestedPermissions } from '../core/token/requestedPermissions.ts';
import { displayName, tokenNameProblem } from '../core/token/tokenName.ts';
import { createResourceToken as create } from '../influxdb/createResourceToken.ts';
import { listTokens } from '../influxdb/listTokens.ts';
import type { NewToken } from '../influxdb/decode.ts';
import type { Connection } from '../servers/connections.ts';
import { namedTokenInput } from './createNamedToken.ts';
import type { Person } from './person.ts';
import type { ServerAccess } from './ports.ts';
import { bearerOf } from './steps/connect.ts';
import type { NewTokens } from './steps/newTokens.ts';
import { withRemedies } from './steps/remedies.ts';
import { listAsAdmin } from './steps/resourceToken/adminListing.ts';
import { completeSpec, type ResourceTokenDraft, type ResourceTokenSpec } from './steps/resourceToken/draft.ts';
import { loadGrantedPermissions } from './steps/resourceToken/grantedPermissions.ts';
import type { Rejection } from './steps/resourceToken/questionContext.ts';
import { askForToken } from './steps/resourceToken/questions.ts';
import { NameTaken, rejectionOf } from './steps/resourceToken/rejection.ts';
import { loadServerChoices, type ServerChoices } from './steps/resourceToken/serverChoices.ts';
import { runServerChange } from './steps/serverChange.ts';
import { beforeRequest } from './steps/tokenRequest/beforeRequest.ts';
import { sendTokenRequest } from './steps/tokenRequest/sendTokenRequest.ts';
import { connectForChange } from './steps/writableServer.ts';

type ResourceTokenInput = Pick<ResourceTokenDraft, 'name' | 'permissions' | 'lifetime'>;

interface CreatedResourceToken extends NewToken {
  /** In the short form: as the server lists them or, if it doesn't list them yet, as requested. */
  readonly permissions: readonly string[];
}

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
  readonly newTokens: NewTokens;
}

/** @throws UserError if an argument can't be valid on any server */
export function resourceTokenInput({
  name,
  permissions,
  expiry,
}: {
  readonly name?: string | undefined;
  /** In the short form, such as `db:metrics:read,write`. */
  readonly permissions?: readonly string[] | undefined;
  readonly expiry?: string | undefined;
}): ResourceTokenInput {
  return {
    ...namedTokenInput({ name, expiry }),
    permissions: permissions === undefined ? undefined : parseRequestedPermissions(permissions),
  };
}

/**
 * Asks for what's missing, and again for what the server rejects. Never creates an admin token instead.
 * @throws RemedyError if the response was lost
 */
export async function createResourceToken(
  server: Server,
  input: ResourceTokenInput,
  ports: Ports,
): Promise<CreatedResourceToken> {
  return withRemedies(server, async () => {
    const connection = await connectForChange(server, ports);
    await confirmIfExternal(server, input, ports.person);
    const complete = completeSpec(input);
    let draft: ResourceTokenDraft = input;
    let rejection: Rejection | undefined;
    let choices: ServerChoices | undefined;
    const needsDatabases = input.permissions === undefined;
    for (;;) {
      try {
        // Loaded again after each rejection, because something may have changed.
        choices = await loadServerChoices(connection, ports, { needsDatabases });
      } catch (error) {
        if (choices === undefined || !(error instanceof UserError)) {
          throw error;
        }
        rejection = { step: 'review', reason: error.message };
      }
      if (input.name !== undefined) {
        throwIfInvalid(tokenNameProblem(input.name, choices.tokenNames));
      }
      if (complete === undefined) {
        draft = await askForToken(input, draft, rejection, { server, choices, person: ports.person });
      }
      const spec = completeSpec(draft);
      if (spec === undefined) {
        throw new Error('the draft is incomplete after all questions');
      }
      try {
        return await createOnServer(connection, spec, ports);
      } catch (error) {
        rejection = complete === undefined ? rejectionOf(error, input) : undefined;
        if (rejection === undefined) {
          throw error;
        }
      }
    }
  });
}

async function confirmIfExternal(server: Server, input: ResourceTokenInput, person: Person): Promise<void> {
  const { name, permissions } = input;
  await person.confirmIfExternal({
    message:
      name === undefined
        ? l10n.t('Create a token on {0}?', server.url)
        : l10n.t('Create the token "{0}" on {1}?', displayName(name), server.url),
    ...(permissions === undefined ? {} : { detail: l10n.t('Permissions: {0}', permissionText(permissions)) }),
    confirmLabel: l10n.t('Create Token'),
  });
}

async function createOnServer(
  connection: Connection,
  spec: ResourceTokenSpec,
  ports: Ports,
): Promise<CreatedResourceToken> {
  const { server, endpoint } = connection;
  const { name, permissions, lifetime } = spec;
  const requested = permissions.map(shortForm);
  const title = l10n.t('Creating the token "{0}"...', displayName(name));
  return runServerChange({ server, title, action: 'createResourceToken', token: { name } }, ports, async (signal) => {
    const bearer = await bearerOf(connection, ports.servers);
    const before = await listAsAdmin(connection, bearer, { signal });
    const problem = tokenNameProblem(name, new Set(before.records.map((record) => record.name)));
    if (problem !== undefined) {
      throw new NameTaken(problem);
    }
    let listed: readonly string[] | undefined;
    const request = {
      route: 'createResource',
      name,
      lifetime: lifetime ?? null,
      permissions: requested,
      signsIn: false,
      before: beforeRequest(before, name),
      bearer,
      send: () => create(endpoint, bearer, spec, { signal }),
      recreate: () => createOnServer(connection, spec, ports),
      check: async ({ token }: NewToken) => {
        const list = () => listTokens(endpoint, bearer);
        const granted = await loadGrantedPermissions(token, permissions, { ...ports.servers, list });
        listed = granted.permissions?.map(shortForm);
        return granted.difference;
      },
    } as const;
    const created = await sendTokenRequest(connection, request, ports);
    return { ...created, permissions: listed ?? requested };
  });
}
