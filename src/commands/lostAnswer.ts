import { setTimeout } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { LookPort, Verdict } from '../core/lostAnswer.ts';
import type { Server } from '../core/server.ts';
import type { TokenRecord } from '../core/tokenRecord.ts';
import type { Endpoint } from '../influxdb/endpoint.ts';
import { listIfTaken } from '../influxdb/listTokens.ts';
import { ServerError } from '../influxdb/serverError.ts';
import { OfferedError, type Offer } from '../ui/failures.ts';
import { change } from './change.ts';
import type { Parts } from './parts.ts';

/** Milliseconds between two checks: the server may still be at work on the request. */
export const pause = 1000;

/** A request that changes a server, and what to show and offer if its response is lost. */
export interface Attempt<Result> {
  /** Sends the request. Called once. */
  send(): Promise<Result>;
  look(): Promise<Verdict>;
  /** Called if the check shows that it was done and nothing was lost. */
  done?(): Promise<Result>;
  /** It was done, but the token string was never received. `record`: the token as the list shows it, if known. */
  lost?(record: TokenRecord | undefined): Promise<Outcome> | Outcome;
  /** It was certainly not done. */
  readonly nothing: Outcome;
  /** The sentence to show if the check failed. */
  readonly unknown: string;
}

/** The result of a check as a sentence, and the one thing to do about it. */
export interface Outcome {
  readonly sentence: string;
  readonly offer: Offer;
}

/**
 * Sends a request that changes a server. After a lost response it isn't sent again: a check finds out what happened.
 * @throws OfferedError after a lost response; what `send` throws if the server certainly did nothing
 */
export async function settle<Result>(
  parts: Pick<Parts, 'store' | 'log'>,
  server: Server,
  attempt: Attempt<Result>,
): Promise<Result> {
  try {
    return await attempt.send();
  } catch (error) {
    if (error instanceof ServerError && error.outcome === 'unknown') {
      return resolve(parts, server, attempt, error);
    }
    throw error;
  }
}

async function resolve<Result>(
  parts: Pick<Parts, 'store' | 'log'>,
  server: Server,
  attempt: Attempt<Result>,
  lost: ServerError,
): Promise<Result> {
  const verdict = await attempt.look();
  if (verdict.kind === 'done' && attempt.done !== undefined) {
    return attempt.done();
  }
  const outcome =
    verdict.kind === 'nothing'
      ? attempt.nothing
      : verdict.kind === 'lost'
        ? await attempt.lost?.(verdict.record)
        : undefined;
  if (outcome !== undefined) {
    throw new OfferedError(`${lost.message} ${outcome.sentence}`, [outcome.offer], { cause: lost });
  }
  const why = verdict.kind === 'unknown' ? [verdict.why.message] : [];
  const again = () =>
    change(parts, server, l10n.t('Checking {0}...', server.name), () => resolve(parts, server, attempt, lost));
  throw new OfferedError(
    [lost.message, attempt.unknown, ...why].join(' '),
    [{ label: l10n.t('Check Again'), run: again }],
    { cause: lost },
  );
}

/** Checks the server itself. Can't be canceled: the user would never learn what happened. */
export function lookPort(endpoint: Endpoint): LookPort {
  return {
    list: (bearer) => listIfTaken(endpoint, bearer),
    wait: () => setTimeout(pause),
  };
}
