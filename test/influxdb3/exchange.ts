import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { bareText, type Answer } from './answer.ts';
import { askedOf, type Asked } from './asked.ts';
import type { Connections } from './connections.ts';
import type { Faults, Trouble } from './faults.ts';
import { answerInstead, changedAnswer } from './misbehave.ts';
import type { LoggedRequest } from './requestLog.ts';
import { send, type Way } from './send.ts';

/** The longest target that the real server reads. */
const urlLimit = 65_534;

/** What a port does with requests that reach it. */
export interface Exchange {
  port: 'main' | 'recovery';
  faults: Faults;
  connections: Connections;
  /** Sent with every answer but the 414. */
  clusterUuid: string | undefined;
  log(request: IncomingMessage, connection: number): LoggedRequest;
  answer(asked: Asked, entry: LoggedRequest): Promise<Answer>;
}

/** Serves one request: logs it, does the work, and sends the answer, with the faults that befall it. */
export async function serve(exchange: Exchange, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { faults, connections, port } = exchange;
  const entry = exchange.log(request, connections.numberOf(request.socket));
  const asked = askedOf(request);
  const way = wayBack(request, response, connections);
  const troubles = faults.take(asked.method, asked.path, port);

  if (!(await waited(troubles, 'beforeWork', response))) return;
  const closing = troubles.find((trouble) => trouble.kind === 'close');
  if (closing?.when === 'beforeWork') {
    way.cut(closing.reset);
    return;
  }

  const answer = changedAnswer(await workOrStandIn(exchange, request, asked, entry, troubles), troubles);
  if (answer.dropped || closing !== undefined) {
    way.cut(closing?.reset);
    return;
  }
  if (!(await waited(troubles, 'beforeAnswer', response))) return;
  entry.status = answer.status;
  await send(answer, troubles, way);
  // Whatever of the body was not asked for is read and forgotten, so that the connection can go on.
  request.resume();
}

async function workOrStandIn(
  exchange: Exchange,
  request: IncomingMessage,
  asked: Asked,
  entry: LoggedRequest,
  troubles: Trouble[],
): Promise<Answer> {
  if ((request.url ?? '').length > urlLimit) {
    const tooLong = bareText(414, '');
    return request.httpVersion === '2.0' ? tooLong : { ...tooLong, headers: { connection: 'close' } };
  }
  const answer = answerInstead(troubles) ?? (await exchange.answer(asked, entry).catch(ownFailure));
  if (exchange.clusterUuid === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, 'cluster-uuid': exchange.clusterUuid } };
}

/** An error of this server's own, told to whoever runs the test; a client that hung up will not see it. */
function ownFailure(error: unknown): Answer {
  return bareText(500, `the token server for tests failed: ${String(error)}`);
}

/** Waits as long as the troubles say; false if the client has hung up. */
async function waited(
  troubles: Trouble[],
  when: 'beforeWork' | 'beforeAnswer',
  response: ServerResponse,
): Promise<boolean> {
  for (const trouble of troubles) {
    if (trouble.kind !== 'delay' || trouble.when !== when) continue;
    const hungUp = new AbortController();
    const abort = (): void => hungUp.abort();
    response.once('close', abort);
    await delay(trouble.milliseconds, undefined, { signal: hungUp.signal }).catch(() => undefined);
    response.off('close', abort);
    if (hungUp.signal.aborted) return false;
  }
  return true;
}

function wayBack(request: IncomingMessage, response: ServerResponse, connections: Connections): Way {
  // Asked now: once the connection is gone, it no longer tells where it led.
  const tcp = connections.tcpOf(request.socket);
  return {
    response,
    method: request.method ?? '',
    httpVersion: request.httpVersion,
    cut: (reset = false) => cut(tcp, reset),
    writeRaw: (text) => writeRaw(response, text),
  };
}

function cut(tcp: Socket | undefined, reset: boolean): void {
  if (reset) tcp?.resetAndDestroy();
  else tcp?.destroy();
}

function writeRaw(response: ServerResponse, text: string): Promise<void> {
  // HTTP/2 has no place for half a header; there the connection is just cut.
  if ('stream' in response) return Promise.resolve();
  return new Promise((resolve) => {
    if (response.socket === null) resolve();
    else response.socket.write(text, () => resolve());
  });
}
