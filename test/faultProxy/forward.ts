import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { readUntil } from './bytes.ts';
import type { Report } from './faults.ts';
import { isWholeAnswer, readMessage, type Message } from './message.ts';

/** The server that a proxy stands in front of. */
export interface Target {
  readonly url: string;
  /** Of the authority behind its certificate. */
  readonly caPem?: string;
}

/**
 * Hands a request to the server, byte for byte, and waits for its whole answer: what it asks for is done then.
 * @throws Error when the server is not there, or gives none
 */
export async function forward(request: Buffer, target: Target, report: Report): Promise<Message> {
  const server = reach(target);
  try {
    await once(server, target.url.startsWith('https:') ? 'secureConnect' : 'connect');
    server.on('error', () => undefined);
    server.write(request);
    report.forwarded = true;
    const answer = readMessage(await readUntil(server, isWholeAnswer));
    report.status = answer.status;
    return answer;
  } finally {
    server.destroy();
  }
}

function reach({ url, caPem }: Target): Socket {
  const { protocol, hostname: host, port } = new URL(url);
  return protocol === 'https:'
    ? connectTls({ host, port: Number(port), ...(caPem === undefined ? {} : { ca: caPem }) })
    : connect({ host, port: Number(port) });
}
