import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { OutgoingResponse } from './outgoingResponse.ts';
import type { FaultEffect } from './faults.ts';

export interface ResponseChannel {
  response: ServerResponse;
  method: string;
  httpVersion: string;
  cut(reset?: boolean): void;
  writeRaw(text: string): Promise<void>;
}

type SendingFault = Extract<FaultEffect, { kind: 'cutHeaders' | 'cutBody' | 'truncate' | 'drip' | 'oversized' }>;

export async function send(outgoing: OutgoingResponse, faults: FaultEffect[], channel: ResponseChannel): Promise<void> {
  const fault = faults.find((one): one is SendingFault => isSendingFault(one));
  switch (fault?.kind) {
    case undefined:
      writeHead(outgoing, channel, outgoing.isStreamed ? undefined : outgoing.body.length);
      if (outgoing.isStreamed) channel.response.write(outgoing.body);
      channel.response.end(outgoing.isStreamed ? undefined : outgoing.body);
      return;
    case 'cutHeaders':
      await channel.writeRaw(`HTTP/1.1 ${outgoing.status} \r\ncontent-type: js`);
      channel.cut();
      return;
    case 'cutBody':
    case 'truncate': {
      writeHead(outgoing, channel, outgoing.body.length);
      const bytes = fault.bytes ?? Math.floor(outgoing.body.length / 2);
      await writeAll(channel.response, outgoing.body.subarray(0, bytes));
      if (fault.kind === 'cutBody' || channel.httpVersion === '2.0') channel.cut();
      else channel.response.socket?.end();
      return;
    }
    case 'drip':
      writeHead(outgoing, channel, outgoing.isStreamed ? undefined : outgoing.body.length);
      await pipeBody(drip(outgoing.body, fault.bytes, fault.milliseconds), channel.response);
      return;
    case 'oversized':
      writeHead(outgoing, channel, fault.isAnnounced && fault.bytes !== 'endless' ? fault.bytes : undefined);
      // For a response without a body, Node would accept an endless one and block everything else.
      if (isBodyless(outgoing, channel)) {
        channel.response.end();
        return;
      }
      await pipeBody(whiteSpace(fault.bytes === 'endless' ? Infinity : fault.bytes), channel.response);
      return;
  }
}

function isSendingFault(fault: FaultEffect): fault is SendingFault {
  if (fault.kind === 'truncate') return fault.contentLength === 'original';
  return ['cutHeaders', 'cutBody', 'drip', 'oversized'].includes(fault.kind);
}

function isBodyless(outgoing: OutgoingResponse, channel: ResponseChannel): boolean {
  return channel.method === 'HEAD' || outgoing.status === 204 || outgoing.status === 304;
}

function writeHead(outgoing: OutgoingResponse, channel: ResponseChannel, length: number | undefined): void {
  const { response } = channel;
  response.statusCode = outgoing.status;
  for (const [name, value] of Object.entries(outgoing.headers)) response.setHeader(name, value);
  // Like hyper: no length for a 204, nor for an empty body of a HEAD response.
  const hasNoLength = outgoing.status === 204 || (channel.method === 'HEAD' && length === 0);
  if (length !== undefined && !hasNoLength) response.setHeader('content-length', String(length));
  if (channel.httpVersion !== '2.0') removeNodeHeaders(response, outgoing);
  response.flushHeaders();
}

/** Node adds keep-alive headers. The real server keeps the connection without them. */
function removeNodeHeaders(response: ServerResponse, outgoing: OutgoingResponse): void {
  if (response.shouldKeepAlive && outgoing.headers['connection'] === undefined) response.removeHeader('connection');
}

async function pipeBody(source: AsyncIterable<Buffer> | Iterable<Buffer>, response: ServerResponse): Promise<void> {
  await pipeline(Readable.from(source, { objectMode: false }), response).catch(() => undefined);
}

function writeAll(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    response.write(bytes, () => resolve());
    response.once('close', () => resolve());
  });
}

async function* drip(body: Buffer, bytes: number, milliseconds: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < body.length; start += bytes) {
    yield body.subarray(start, start + bytes);
    await delay(milliseconds);
  }
}

function* whiteSpace(total: number): Generator<Buffer> {
  const piece = Buffer.alloc(64 * 1024, ' ');
  for (let remaining = total; remaining > 0; remaining -= piece.length)
    yield remaining >= piece.length ? piece : piece.subarray(0, remaining);
}
