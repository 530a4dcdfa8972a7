import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { readUntil, writeBytes } from './bytes.ts';
import type { ClientConnection } from './connection.ts';
import type { Ending, Fault, FaultReport } from './faults.ts';
import { forward, type Target } from './forward.ts';
import { substituteResponse } from './substituteResponse.ts';
import { isCompleteRequest, withBody, type ParsedResponse } from './message.ts';
import { bytesBefore } from './positions.ts';

export async function serveConnection(client: ClientConnection, target: Target, report: FaultReport): Promise<void> {
  const { fault } = report;
  const markInjected = () => (report.injectedAt = performance.now());
  if (fault?.kind === 'resetAtOnce' || fault?.kind === 'silentAtOnce') {
    markInjected();
    return client.end(fault.kind === 'resetAtOnce' ? 'reset' : 'silence');
  }
  const socket = await client.handshake();
  if (socket === undefined) {
    return;
  }
  if (fault?.kind === 'resetBeforeRead') {
    await readUntil(socket, () => true);
    markInjected();
    return client.end('reset');
  }
  const request = await readUntil(socket, isCompleteRequest);
  report.read = isCompleteRequest(request);
  if (!report.read) {
    return client.end('close');
  }
  const send = async (bytes: Buffer): Promise<void> => {
    report.bytesSent += bytes.length;
    await writeBytes(socket, bytes);
  };
  if (fault?.kind === 'substitute' && fault.work === 'notDone') {
    markInjected();
    await send(substituteResponse(fault));
    return client.end('close');
  }
  if (fault?.kind === 'noResponse' && fault.work === 'notDone') {
    markInjected();
    return client.end(fault.end);
  }
  const response = await forward(request, target, report);
  return client.end(await respond(response, fault, { socket, send, markInjected }));
}

interface Output {
  readonly socket: Socket;
  readonly send: (bytes: Buffer) => Promise<void>;
  readonly markInjected: () => void;
}

/** Sends the server's response as the fault leaves it, and returns how the connection must end. */
async function respond(
  response: ParsedResponse,
  fault: Fault | undefined,
  { socket, send, markInjected }: Output,
): Promise<Ending> {
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
  return 'close';
}

const blanks = Buffer.alloc(64 * 1024, ' ');
