import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { writeBytes } from './bytes.ts';
import type { ClientConnection } from './connection.ts';
import type { Ending, Fault, FaultReport } from './faults.ts';
import { forward, type Target } from './forward.ts';
import { substituteResponse } from './substituteResponse.ts';
import { isCompleteRequest, isCompleteResponse, isKeepAlive, withBody, type ParsedResponse } from './message.ts';
import { bytesBefore } from './positions.ts';
import { RequestReader } from './requestReader.ts';

export interface Reports {
  readonly first: FaultReport;
  /** Called when the first bytes of another request arrive on the same connection. */
  next(): FaultReport;
}

/** Serves one request after another, as long as the client keeps the connection alive and no fault ends it. */
export async function serveConnection(client: ClientConnection, target: Target, reports: Reports): Promise<void> {
  const atOnce = endingAtOnce(reports.first);
  if (atOnce !== undefined) {
    return client.end(atOnce);
  }
  const socket = await client.handshake();
  if (socket === undefined) {
    return;
  }
  const requests = new RequestReader(socket);
  let report = reports.first;
  for (;;) {
    const ending = endingAtOnce(report) ?? (await serveRequest(requests, target, report, socket));
    if (ending !== 'none') {
      return client.end(ending);
    }
    if (!(await client.whileIdle(requests.hasStarted()))) {
      return client.end('close');
    }
    report = reports.next();
  }
}

function endingAtOnce(report: FaultReport): Ending | undefined {
  const kind = report.fault?.kind;
  if (kind !== 'resetAtOnce' && kind !== 'silentAtOnce') {
    return undefined;
  }
  report.injectedAt = performance.now();
  return kind === 'resetAtOnce' ? 'reset' : 'silence';
}

async function serveRequest(
  requests: RequestReader,
  target: Target,
  report: FaultReport,
  socket: Socket,
): Promise<Ending | 'none'> {
  const { fault } = report;
  const markInjected = () => (report.injectedAt = performance.now());
  if (fault?.kind === 'resetBeforeRead') {
    await requests.hasStarted();
    markInjected();
    return 'reset';
  }
  const request = await requests.next();
  report.read = isCompleteRequest(request);
  if (!report.read) {
    return 'close';
  }
  const send = async (bytes: Buffer): Promise<void> => {
    report.bytesSent += bytes.length;
    await writeBytes(socket, bytes);
  };
  if (fault?.kind === 'substitute' && fault.work === 'notDone') {
    markInjected();
    await send(substituteResponse(fault));
    return 'close';
  }
  if (fault?.kind === 'noResponse' && fault.work === 'notDone') {
    markInjected();
    return fault.end;
  }
  const response = await forward(request, target, report);
  const ending = await respond(response, fault, { socket, send, markInjected });
  return ending === 'none' && !(isKeepAlive(request) && isCompleteResponse(response.bytes)) ? 'close' : ending;
}

interface Output {
  readonly socket: Socket;
  readonly send: (bytes: Buffer) => Promise<void>;
  readonly markInjected: () => void;
}

async function respond(
  response: ParsedResponse,
  fault: Fault | undefined,
  { socket, send, markInjected }: Output,
): Promise<Ending | 'none'> {
  switch (fault?.kind) {
    case 'noResponse':
      markInjected();
      return fault.end;
    case 'substitute':
      await send(substituteResponse(fault));
      markInjected();
      return 'close';
    case 'cut': {
      const length = bytesBefore(fault.position, response.bytes);
      if (length === undefined) {
        break;
      }
      await send(response.bytes.subarray(0, length));
      markInjected();
      return fault.end;
    }
    case 'shorten': {
      const length = bytesBefore(fault.position, response.body);
      if (length === undefined) {
        break;
      }
      await send(withBody(response, response.body.subarray(0, length)));
      markInjected();
      return 'close';
    }
    case 'drip': {
      markInjected();
      const length = Math.ceil(response.bytes.length / fault.pieces);
      for (let start = 0; start < response.bytes.length && !socket.destroyed; start += length) {
        await send(response.bytes.subarray(start, start + length));
        await delay(fault.milliseconds);
      }
      return 'close';
    }
    case 'oversize':
      markInjected();
      await send(
        withBody(response, fault.startsWith === 'body' ? response.body : Buffer.alloc(0), { isMeasured: false }),
      );
      while (!socket.destroyed) {
        await send(blanks);
      }
      return 'close';
    case 'gzip':
      await send(withBody(response, gzipSync(response.body), { coding: 'gzip' }));
      markInjected();
      return 'close';
    case 'refuse':
    case 'resetAtOnce':
    case 'silentAtOnce':
    case 'resetBeforeRead':
    case undefined:
      break;
  }
  await send(response.bytes);
  return 'none';
}

const blanks = Buffer.alloc(64 * 1024, ' ');
