import { setTimeout } from 'node:timers/promises';
import { errorText } from '../../../core/errorText.ts';
import * as l10n from '../../../core/l10n.ts';
import type { Server } from '../../../core/server/server.ts';
import { listIfAccepted } from '../../../influxdb/listTokens.ts';
import type { Endpoint } from '../../../influxdb/transport/endpoint.ts';
import { ServerError } from '../../../influxdb/transport/serverError.ts';
import type { Person } from '../../person.ts';
import type { ServerAccess } from '../../ports.ts';
import { RemedyError, type Remedy } from '../../remedy.ts';
import { runServerChange } from '../serverChange.ts';
import type { CheckResult, ServerCheck } from './checkDeleted.ts';

/** In milliseconds. The server may still be working on the request. */
const checkInterval = 1000;

export interface Deletion {
  /** Called once. */
  send(): Promise<void>;
  check(): Promise<CheckResult>;
  /** Called if the check shows that the token was deleted. */
  done(): Promise<void>;
  readonly nothing: { readonly sentence: l10n.DisplayText; readonly remedy: Remedy };
  readonly unknown: l10n.DisplayText;
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
    throw new RemedyError(l10n.join([lostResponse.message, sentence], ' '), [remedy], { cause: lostResponse });
  }
  const checkAgain = () =>
    runServerChange(server, l10n.t('Checking {0}...', server.name), ports, () =>
      resolveLostResponse(server, deletion, lostResponse, ports),
    );
  throw new RemedyError(
    l10n.join([lostResponse.message, deletion.unknown, errorText(result.reason)], ' '),
    [{ kind: 'checkAgain', run: checkAgain }],
    { cause: lostResponse },
  );
}

/** Checks the server itself. Can't be canceled: the user would never learn what happened. */
export function serverCheck(endpoint: Endpoint): ServerCheck {
  return {
    list: (bearer) => listIfAccepted(endpoint, bearer),
    wait: () => setTimeout(checkInterval),
  };
}
