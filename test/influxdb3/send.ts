import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from './answer.ts';
import type { Trouble } from './faults.ts';

/** What sending needs to know of the request, and how it can cut its connection. */
export interface Way {
  response: ServerResponse;
  method: string;
  httpVersion: string;
  /** Closes the connection at once, as it is. */
  cut(reset?: boolean): void;
  /** Writes bytes as they are, where the protocol has a place for that. */
  writeRaw(text: string): Promise<void>;
}

type Sending = Extract<Trouble, { kind: 'cutHeaders' | 'cutBody' | 'truncate' | 'drip' | 'oversized' }>;

/** Sends an answer, with whatever trouble befalls the sending itself. */
export async function send(answer: Answer, troubles: Trouble[], way: Way): Promise<void> {
  const trouble = troubles.find((one): one is Sending => isSending(one));
  switch (trouble?.kind) {
    case undefined:
      writeHead(answer, way, answer.streamed ? undefined : answer.body.length);
      if (answer.streamed) way.response.write(answer.body);
      way.response.end(answer.streamed ? undefined : answer.body);
      return;
    case 'cutHeaders':
      await way.writeRaw(`HTTP/1.1 ${answer.status} \r\ncontent-type: js`);
      way.cut();
      return;
    case 'cutBody':
    case 'truncate': {
      writeHead(answer, way, answer.body.length);
      const bytes = trouble.bytes ?? Math.floor(answer.body.length / 2);
      await written(way.response, answer.body.subarray(0, bytes));
      if (trouble.kind === 'cutBody' || way.httpVersion === '2.0') way.cut();
      else way.response.socket?.end();
      return;
    }
    case 'drip':
      writeHead(answer, way, answer.streamed ? undefined : answer.body.length);
      await pour(drops(answer.body, trouble.bytes, trouble.milliseconds), way.response);
      return;
    case 'oversized':
      writeHead(answer, way, trouble.announced && trouble.bytes !== 'endless' ? trouble.bytes : undefined);
      // Where there can be no body, Node takes in one without end, and never lets anything else happen.
      if (isBodyless(answer, way)) {
        way.response.end();
        return;
      }
      await pour(blanks(trouble.bytes === 'endless' ? Infinity : trouble.bytes), way.response);
      return;
  }
}

function isSending(trouble: Trouble): trouble is Sending {
  if (trouble.kind === 'truncate') return trouble.contentLength === 'original';
  return ['cutHeaders', 'cutBody', 'drip', 'oversized'].includes(trouble.kind);
}

function isBodyless(answer: Answer, way: Way): boolean {
  return way.method === 'HEAD' || answer.status === 204 || answer.status === 304;
}

/** Without a length the body goes in chunks. */
function writeHead(answer: Answer, way: Way, length: number | undefined): void {
  const { response } = way;
  response.statusCode = answer.status;
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
  // As hyper has it: no length where there can be no body, and none for an empty one that nobody will see.
  const lengthless = answer.status === 204 || (way.method === 'HEAD' && length === 0);
  if (length !== undefined && !lengthless) response.setHeader('content-length', String(length));
  if (way.httpVersion !== '2.0') keepNodesHeadersOut(response, answer);
  response.flushHeaders();
}

/** Node tells of keep-alive in headers; the real server just keeps the connection. */
function keepNodesHeadersOut(response: ServerResponse, answer: Answer): void {
  if (response.shouldKeepAlive && answer.headers['connection'] === undefined) response.removeHeader('connection');
}

async function pour(source: AsyncIterable<Buffer> | Iterable<Buffer>, response: ServerResponse): Promise<void> {
  // A client that hangs up ends it: that is no error here.
  await pipeline(Readable.from(source, { objectMode: false }), response).catch(() => undefined);
}

function written(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    response.write(bytes, () => resolve());
    response.once('close', () => resolve());
  });
}

async function* drops(body: Buffer, bytes: number, milliseconds: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < body.length; start += bytes) {
    yield body.subarray(start, start + bytes);
    await delay(milliseconds);
  }
}

function* blanks(total: number): Generator<Buffer> {
  const piece = Buffer.alloc(64 * 1024, ' ');
  for (let left = total; left > 0; left -= piece.length) yield left >= piece.length ? piece : piece.subarray(0, left);
}
