import { inspect } from 'node:util';
import type { Logger } from '../../../../src/core/logger.ts';
import { Token } from '../../../../src/core/token.ts';
import type { Endpoint } from '../../../../src/influxdb/endpoint.ts';
import { calls } from '../helpers/changes.ts';
import type { Generated } from './generated.ts';
import type { Played, Slot } from './slot.ts';

/** Sent with each call that needs one. */
export const bearer = new Token(`apiv3_${'bearer-'.repeat(13)}`);

/** A limit that only a hanging exchange meets, in milliseconds. */
const defaultTimeout = 10_000;
/** For a server that falls silent: longer than any stall of this process, since what was sent by then must be read. */
const silentServerTimeout = 2_000;
/** How much longer anything may take before it counts as hanging: longer than a busy machine stalls. */
export const grace = 20_000;

/** What became of a call. */
export interface Exchanged {
  readonly generated: Generated;
  readonly played: Played;
  readonly settled: { readonly value: unknown } | { readonly error: unknown } | 'never';
  readonly logged: readonly string[];
  readonly milliseconds: number;
  /** Limit of the endpoint, in milliseconds. */
  readonly timeout: number;
}

/** Makes the call, and waits until its connection is gone, or should have been for long. */
export async function exchangeOne(slot: Slot, generated: Generated): Promise<Exchanged> {
  const played = slot.begin(generated);
  const logged: string[] = [];
  const timeout = generated.end === 'stay' ? silentServerTimeout : defaultTimeout;
  const endpoint: Endpoint = {
    url: played.url,
    ca: undefined,
    verifyCertificate: false,
    systemAuthorities: false,
    proxy: undefined,
    timeout,
    logger: loggerInto(logged),
  };
  const started = performance.now();
  const settled = await within(
    timeout + grace,
    calls[generated.call](endpoint, bearer).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    ),
  );
  const milliseconds = performance.now() - started;
  // Counted in turns too, because a stall takes time without letting anything happen.
  const end = performance.now() + grace;
  for (let turns = 0; played.open > 0 && (performance.now() < end || turns < 1_000); turns += 1) {
    await new Promise(setImmediate);
  }
  return { generated, played, settled, logged, milliseconds, timeout };
}

async function within<Value>(milliseconds: number, value: Promise<Value>): Promise<Value | 'never'> {
  let timer: NodeJS.Timeout | undefined;
  const timedOut = new Promise<'never'>((resolve) => (timer = setTimeout(resolve, milliseconds, 'never')));
  try {
    return await Promise.race([value, timedOut]);
  } finally {
    clearTimeout(timer);
  }
}

function loggerInto(lines: string[]): Logger {
  const line = (message: string) => void lines.push(message);
  return { debug: line, info: line, warn: line, error: line };
}

/** In a few words, for whoever reads a failure. */
export function inWords({ settled }: Exchanged): string {
  return settled === 'never' ? 'it never settled' : inspect(settled, { depth: 4, breakLength: Infinity });
}
