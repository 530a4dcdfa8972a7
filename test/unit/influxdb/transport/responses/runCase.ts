import { inspect } from 'node:util';
import type { Logger } from '../../../../../src/core/logger.ts';
import { Token } from '../../../../../src/core/token/token.ts';
import type { Endpoint } from '../../../../../src/influxdb/transport/endpoint.ts';
import { calls } from '../../helpers/calls.ts';
import type { GeneratedCase } from './generatedCase.ts';
import type { Observed, ScriptedServer } from './scriptedServer.ts';

export const bearer = new Token(`apiv3_${'bearer-'.repeat(13)}`);

/** Milliseconds that only a hanging request reaches. */
const defaultTimeout = 10_000;
/** Milliseconds for servers that stop sending. This process must read what was sent before, even if it stalls. */
const silentServerTimeout = 2_000;
/** Milliseconds after the time limit until a call counts as hanging. A busy machine stalls less long. */
export const grace = 20_000;

export interface CaseResult {
  readonly generatedCase: GeneratedCase;
  readonly observed: Observed;
  readonly settled: { readonly value: unknown } | { readonly error: unknown } | 'never';
  readonly logged: readonly string[];
  readonly milliseconds: number;
  readonly timeout: number;
}

/** Makes the call, and waits until its connection is closed or counts as hanging. */
export async function runCase(server: ScriptedServer, generatedCase: GeneratedCase): Promise<CaseResult> {
  const observed = server.serve(generatedCase);
  const logged: string[] = [];
  const timeout = generatedCase.end === 'keepOpen' ? silentServerTimeout : defaultTimeout;
  const endpoint: Endpoint = {
    url: observed.url,
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
    calls[generatedCase.call](endpoint, bearer).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    ),
  );
  const milliseconds = performance.now() - started;
  // Also counts turns of the event loop, because nothing happens while the process stalls.
  const end = performance.now() + grace;
  for (let turns = 0; observed.openConnections > 0 && (performance.now() < end || turns < 1_000); turns += 1) {
    await new Promise(setImmediate);
  }
  return { generatedCase, observed, settled, logged, milliseconds, timeout };
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

export function describeResult({ settled }: CaseResult): string {
  return settled === 'never' ? 'it never settled' : inspect(settled, { depth: 4, breakLength: Infinity });
}
