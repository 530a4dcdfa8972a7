import { setTimeout } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { Server } from '../../../core/server/server.ts';
import { listIfAccepted } from '../../../influxdb/listTokens.ts';
import type { Endpoint } from '../../../influxdb/transport/endpoint.ts';
import { ServerError } from '../../../influxdb/transport/serverError.ts';
import type { Person } from '../../person.ts';
import type { ServerAccess } from '../../ports.ts';
import { RemedyError, type Remedy } from '../../remedy.ts';
import { runServerCheck } from '../serverChange.ts';
import type { CheckResult, ServerCheck } from './checkDeleted.ts';

interface Deletion {
  readonly token: { readonly name: string; readonly hash: string };
  /** Called once. */
  send(): Promise<void>;
  check(): Promise<CheckResult>;
  /** Called if the check shows that the token was deleted. */
  done(): Promise<void>;
  readonly nothing: { readonly sentence: string; readonly remedy: Remedy };
  readonly unknown: string;
}

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
}

/** After a lost response, checks what happened instead of sending again. @throws RemedyError unless it was deleted */
export async function deleteAndCheck(server: Server, deletion: Deletion, ports: Ports): Promise<void> {
  try {
    await deletion.send();
  } catch (error) {
    if (!(error instanceof ServerError) || error.outcome !== 'unknown') {
      throw error;
    }
    await resolveLostResponse(server, deletion, error, ports);
  }
}

async function resolveLostResponse(
  server: Server,
  deletion: Deletion,
  lostResponse: ServerError,
  ports: Ports,
): Promise<void> {
  const result = await deletion.check();
  if (result.kind === 'done') {
    return deletion.done();
  }
  if (result.kind === 'nothing') {
    const { sentence, remedy } = deletion.nothing;
    throw new RemedyError(`${lostResponse.message} ${sentence}`, [remedy], {
      cause: lostResponse,
      checked: { outcome: 'failed' },
    });
  }
  const { name, hash } = deletion.token;
  const title = l10n.t('Checking {0}...', server.name);
  const checkAgain = () =>
    runServerCheck({ server, title, action: 'deleteToken', token: { name, hash } }, ports, async () => {
      await resolveLostResponse(server, deletion, lostResponse, ports);
      return undefined;
    });
  throw new RemedyError(
    [lostResponse.message, deletion.unknown, result.reason.message].join(' '),
    [{ kind: 'checkAgain', run: checkAgain }],
    { cause: lostResponse, checked: { outcome: 'unknown' } },
  );
}

/** Checks the server itself. Can't be canceled: the user would never learn what happened. */
export function serverCheck(endpoint: Endpoint, { checkInterval }: Pick<ServerAccess, 'checkInterval'>): ServerCheck {
  return {
    list: (bearer) => listIfAccepted(endpoint, bearer),
    wait: () => setTimeout(checkInterval),
  };
}
