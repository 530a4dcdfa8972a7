import { setTimeout } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { Server } from '../../../core/server/server.ts';
import { listIfAccepted } from '../../../influxdb/listTokens.ts';
import type { Endpoint } from '../../../influxdb/transport/endpoint.ts';
import { ServerError } from '../../../influxdb/transport/serverError.ts';
import type { Person } from '../../person.ts';
import type { ServerAccess } from '../../ports.ts';
import { RemedyError, type Remedy } from '../../remedy.ts';
import { runServerChange } from '../serverChange.ts';
import type { CheckResult, ServerCheck } from './serverChecks.ts';

/** In milliseconds. The server may still be working on the request. */
export const checkInterval = 1000;

export interface ServerChange<Result> {
  /** Called once. */
  send(): Promise<Result>;
  check(): Promise<CheckResult>;
  /** Called if the check shows that it was done and nothing was lost. */
  done?(): Promise<Result>;
  readonly nothing: CheckOutcome;
  readonly unknown: string;
}

export interface CheckOutcome {
  readonly sentence: string;
  readonly remedy: Remedy;
}

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
}

/** After a lost response, checks what happened instead of sending again. @throws RemedyError unless nothing was lost */
export async function sendAndCheck<Result>(
  server: Server,
  serverChange: ServerChange<Result>,
  ports: Ports,
): Promise<Result> {
  try {
    return await serverChange.send();
  } catch (error) {
    if (error instanceof ServerError && error.outcome === 'unknown') {
      return resolveLostResponse(server, serverChange, error, ports);
    }
    throw error;
  }
}

async function resolveLostResponse<Result>(
  server: Server,
  serverChange: ServerChange<Result>,
  lostResponse: ServerError,
  ports: Ports,
): Promise<Result> {
  const result = await serverChange.check();
  if (result.kind === 'done' && serverChange.done !== undefined) {
    return serverChange.done();
  }
  if (result.kind === 'nothing') {
    const outcome = serverChange.nothing;
    throw new RemedyError(`${lostResponse.message} ${outcome.sentence}`, [outcome.remedy], { cause: lostResponse });
  }
  const reason = result.kind === 'unknown' ? [result.reason.message] : [];
  const checkAgain = () =>
    runServerChange(server, l10n.t('Checking {0}...', server.name), ports, () =>
      resolveLostResponse(server, serverChange, lostResponse, ports),
    );
  throw new RemedyError(
    [lostResponse.message, serverChange.unknown, ...reason].join(' '),
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
