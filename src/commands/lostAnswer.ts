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

/** Between two looks, in milliseconds: a server may still do what it was asked a moment ago. */
export const pause = 1000;

/** A request that changes a server, and what to say and do where its answer is lost. */
export interface Attempt<Result> {
  /** Sends it, once. */
  send(): Promise<Result>;
  /** Whether it was done. */
  look(): Promise<Verdict>;
  /** Where looking shows that it was done and nothing was lost by that. */
  done?(): Promise<Result>;
  /** It was done, and the string never arrived. `record`: the token as the list shows it, where that could be had. */
  lost?(record: TokenRecord | undefined): Promise<Outcome> | Outcome;
  /** It certainly was not done. */
  readonly nothing: Outcome;
  /** The sentence for where it could not be looked up. */
  readonly unknown: string;
}

/** What is true after looking, and the one thing to do about it. */
export interface Outcome {
  readonly sentence: string;
  readonly offer: Offer;
}

/**
 * Sends a request that changes a server; where its answer is lost, nothing is sent again: it looks, and says one true
 * sentence with the one right thing to do.
 * @throws OfferedError after a lost answer; what `send` throws where the server certainly did nothing
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

/** Looks at a real server. Not to be stopped: the person would be left with a question that nobody answers. */
export function lookPort(endpoint: Endpoint): LookPort {
  return {
    list: (bearer) => listIfTaken(endpoint, bearer),
    wait: () => setTimeout(pause),
  };
}
