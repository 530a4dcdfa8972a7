import { setTimeout } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { ServerCheck, CheckResult } from './check.ts';
import type { Server } from '../../../core/server/serverList.ts';
import type { TokenRecord } from '../../../core/token/tokenRecord.ts';
import type { Endpoint } from '../../../influxdb/transport/endpoint.ts';
import { listIfAccepted } from '../../../influxdb/listTokens.ts';
import { ServerError } from '../../../influxdb/transport/serverError.ts';
import { OfferedError, type Offer } from '../../../ui/prompts/failures.ts';
import { runServerChange } from '../serverChange.ts';
import type { Dependencies } from '../../../commands/dependencies.ts';

/** In milliseconds. The server may still be working on the request. */
export const checkInterval = 1000;

/** A request that changes a server, and what to show and offer if its response is lost. */
export interface ServerChange<Result> {
  /** Called once. */
  send(): Promise<Result>;
  check(): Promise<CheckResult>;
  /** Called if the check shows that it was done and nothing was lost. */
  done?(): Promise<Result>;
  /** It was done, but the token string was never received. `record`: the token as the list shows it, if known. */
  lost?(record: TokenRecord | undefined): Promise<CheckOutcome> | CheckOutcome;
  /** The request certainly changed nothing. */
  readonly nothing: CheckOutcome;
  /** The sentence to show if the check failed. */
  readonly unknown: string;
}

export interface CheckOutcome {
  readonly sentence: string;
  readonly offer: Offer;
}

/**
 * Sends a request that changes a server. After a lost response it isn't sent again: a check finds out what happened.
 * @throws OfferedError after a lost response; what `send` throws if the server certainly did nothing
 */
export async function sendAndConfirm<Result>(
  deps: Pick<Dependencies, 'store' | 'log'>,
  server: Server,
  serverChange: ServerChange<Result>,
): Promise<Result> {
  try {
    return await serverChange.send();
  } catch (error) {
    if (error instanceof ServerError && error.outcome === 'unknown') {
      return resolveLostResponse(deps, server, serverChange, error);
    }
    throw error;
  }
}

async function resolveLostResponse<Result>(
  deps: Pick<Dependencies, 'store' | 'log'>,
  server: Server,
  serverChange: ServerChange<Result>,
  lostResponse: ServerError,
): Promise<Result> {
  const result = await serverChange.check();
  if (result.kind === 'done' && serverChange.done !== undefined) {
    return serverChange.done();
  }
  const outcome =
    result.kind === 'nothing'
      ? serverChange.nothing
      : result.kind === 'lost'
        ? await serverChange.lost?.(result.record)
        : undefined;
  if (outcome !== undefined) {
    throw new OfferedError(`${lostResponse.message} ${outcome.sentence}`, [outcome.offer], { cause: lostResponse });
  }
  const why = result.kind === 'unknown' ? [result.reason.message] : [];
  const checkAgain = () =>
    runServerChange(deps, server, l10n.t('Checking {0}...', server.name), () =>
      resolveLostResponse(deps, server, serverChange, lostResponse),
    );
  throw new OfferedError(
    [lostResponse.message, serverChange.unknown, ...why].join(' '),
    [{ label: l10n.t('Check Again'), run: checkAgain }],
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
