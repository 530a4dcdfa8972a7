import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { recordEvidence } from '../canary/outcomes.ts';
import { textResponse, type OutgoingResponse } from './outgoingResponse.ts';
import { toIncomingRequest, type IncomingRequest } from './incomingRequest.ts';
import type { Connections } from './connections.ts';
import type { Faults, FaultEffect } from './faults.ts';
import { faultResponse, applyFaults } from './applyFaults.ts';
import type { LoggedRequest } from './requestLog.ts';
import { send, type ResponseChannel } from './send.ts';

/** The longest request target that the real server accepts. */
const urlLimit = 65_534;

export interface Exchange {
  port: 'main' | 'recovery';
  faults: Faults;
  connections: Connections;
  /** Sent with every response except 414. */
  clusterUuid: string | undefined;
  log(request: IncomingMessage, connection: number): LoggedRequest;
  respond(request: IncomingRequest, entry: LoggedRequest): Promise<OutgoingResponse>;
}

export async function serve(exchange: Exchange, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { faults, connections, port } = exchange;
  const entry = exchange.log(request, connections.numberOf(request.socket));
  recordRequest(request);
  const incoming = toIncomingRequest(request);
  const channel = channelTo(request, response, connections);
  const matching = faults.take(incoming.method, incoming.path, port);

  if (!(await waitForDelays(matching, 'beforeWork', response))) return;
  const closing = matching.find((fault) => fault.kind === 'close');
  if (closing?.when === 'beforeWork') {
    channel.cut(closing.reset);
    return;
  }

  const outgoing = applyFaults(await createResponse(exchange, request, incoming, entry, matching), matching);
  if (outgoing.isDropped || closing !== undefined) {
    channel.cut(closing?.reset);
    return;
  }
  if (!(await waitForDelays(matching, 'beforeResponse', response))) return;
  entry.status = outgoing.status;
  await send(outgoing, matching, channel);
  // Discard an unread body, so that the connection stays usable.
  request.resume();
}

/** Only in runs that search for tokens, which the header `Authorization` may contain. */
function recordRequest({ method, url, headers }: IncomingMessage): void {
  recordEvidence('request', method ?? '', () => JSON.stringify([url, { ...headers, authorization: undefined }]));
}

async function createResponse(
  exchange: Exchange,
  request: IncomingMessage,
  incoming: IncomingRequest,
  entry: LoggedRequest,
  faults: FaultEffect[],
): Promise<OutgoingResponse> {
  if ((request.url ?? '').length > urlLimit) {
    const tooLong = textResponse(414, '');
    return request.httpVersion === '2.0' ? tooLong : { ...tooLong, headers: { connection: 'close' } };
  }
  const outgoing = faultResponse(faults) ?? (await exchange.respond(incoming, entry).catch(testServerError));
  if (exchange.clusterUuid === undefined) return outgoing;
  return { ...outgoing, headers: { ...outgoing.headers, 'cluster-uuid': exchange.clusterUuid } };
}

function testServerError(error: unknown): OutgoingResponse {
  return textResponse(500, `the token server for tests failed: ${String(error)}`);
}

/** Waits for all delays. False if the client hung up. */
async function waitForDelays(
  faults: FaultEffect[],
  when: 'beforeWork' | 'beforeResponse',
  response: ServerResponse,
): Promise<boolean> {
  for (const fault of faults) {
    if (fault.kind !== 'delay' || fault.when !== when) continue;
    const hungUp = new AbortController();
    const abort = (): void => hungUp.abort();
    response.once('close', abort);
    await delay(fault.milliseconds, undefined, { signal: hungUp.signal }).catch(() => undefined);
    response.off('close', abort);
    if (hungUp.signal.aborted) return false;
  }
  return true;
}

function channelTo(request: IncomingMessage, response: ServerResponse, connections: Connections): ResponseChannel {
  // Look the socket up now: a closed connection has no remote address.
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
  // HTTP/2 can't send half a header, so there the connection is only closed.
  if ('stream' in response) return Promise.resolve();
  return new Promise((resolve) => {
    if (response.socket === null) resolve();
    else response.socket.write(text, () => resolve());
  });
}
