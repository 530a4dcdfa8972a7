import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { readUntil, written } from './bytes.ts';
import type { ClientConnection } from './connection.ts';
import type { Ending, Fault, Report } from './faults.ts';
import { forward, type Target } from './forward.ts';
import { instead } from './instead.ts';
import { isWholeRequest, withBody, type Message } from './message.ts';
import { bytesBefore } from './places.ts';

/** Serves one connection, on which one request comes, and does to it what the report's fault says. */
export async function serve(client: ClientConnection, target: Target, report: Report): Promise<void> {
  const { fault } = report;
  const befalls = () => (report.befellAt = performance.now());
  if (fault?.kind === 'resetAtOnce' || fault?.kind === 'silentAtOnce') {
    befalls();
    return client.end(fault.kind === 'resetAtOnce' ? 'reset' : 'silence');
  }
  const socket = await client.speak();
  if (socket === undefined) {
    return;
  }
  if (fault?.kind === 'resetUnread') {
    await readUntil(socket, () => true);
    befalls();
    return client.end('reset');
  }
  const request = await readUntil(socket, isWholeRequest);
  report.read = isWholeRequest(request);
  if (!report.read) {
    return client.end('close');
  }
  const send = async (bytes: Buffer): Promise<void> => {
    report.bytesSent += bytes.length;
    await written(socket, bytes);
  };
  if ((fault?.kind === 'noAnswer' || fault?.kind === 'instead') && fault.work === 'undone') {
    befalls();
    await (fault.kind === 'instead' ? send(instead(fault)) : undefined);
    return client.end(fault.kind === 'instead' ? 'close' : fault.end);
  }
  const answer = await forward(request, target, report);
  return client.end(await answerWith(answer, fault, { socket, send, befalls }));
}

interface Way {
  readonly socket: Socket;
  readonly send: (bytes: Buffer) => Promise<void>;
  readonly befalls: () => void;
}

/** Sends what is left of the server's answer. @returns how the connection is to end */
async function answerWith(answer: Message, fault: Fault | undefined, { socket, send, befalls }: Way): Promise<Ending> {
  switch (fault?.kind) {
    case 'noAnswer':
      befalls();
      return fault.end;
    case 'instead':
      await send(instead(fault));
      befalls();
      return 'close';
    case 'cut': {
      const length = bytesBefore(fault.place, answer.bytes);
      if (length === undefined) {
        break;
      }
      await send(answer.bytes.subarray(0, length));
      befalls();
      return fault.end;
    }
    case 'shorten': {
      const length = bytesBefore(fault.place, answer.body);
      if (length === undefined) {
        break;
      }
      await send(withBody(answer, answer.body.subarray(0, length)));
      befalls();
      return 'close';
    }
    case 'drip': {
      befalls();
      const length = Math.ceil(answer.bytes.length / fault.pieces);
      for (let start = 0; start < answer.bytes.length && !socket.destroyed; start += length) {
        await send(answer.bytes.subarray(start, start + length));
        await delay(fault.milliseconds);
      }
      return 'close';
    }
    case 'oversize':
      befalls();
      await send(withBody(answer, fault.begins === 'whole' ? answer.body : Buffer.alloc(0), { isMeasured: false }));
      while (!socket.destroyed) {
        await send(blanks);
      }
      return 'close';
    case 'gzip':
      await send(withBody(answer, gzipSync(answer.body), { coding: 'gzip' }));
      befalls();
      return 'close';
    case 'refuse':
    case 'resetAtOnce':
    case 'silentAtOnce':
    case 'resetUnread':
    case undefined:
      break;
  }
  await send(answer.bytes);
  return 'close';
}

const blanks = Buffer.alloc(64 * 1024, ' ');
