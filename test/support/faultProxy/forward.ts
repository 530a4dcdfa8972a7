import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { readUntil } from './bytes.ts';
import type { FaultReport } from './faults.ts';
import { isCompleteResponse, parseResponse, type ParsedResponse } from './message.ts';

export interface Target {
  readonly url: string;
  readonly caPem?: string;
}

/** Waits for the complete response, so that the server's work is done. @throws Error if there is no response */
export async function forward(request: Buffer, target: Target, report: FaultReport): Promise<ParsedResponse> {
  const server = connectTo(target);
  try {
    await once(server, target.url.startsWith('https:') ? 'secureConnect' : 'connect');
    server.on('error', () => undefined);
    server.write(request);
    report.forwarded = true;
    const response = parseResponse(await readUntil(server, isCompleteResponse));
    report.status = response.status;
    return response;
  } finally {
    server.destroy();
  }
}

function connectTo({ url, caPem }: Target): Socket {
  const { protocol, hostname: host, port } = new URL(url);
  return protocol === 'https:'
    ? connectTls({ host, port: Number(port), ...(caPem === undefined ? {} : { ca: caPem }) })
    : connect({ host, port: Number(port) });
}
