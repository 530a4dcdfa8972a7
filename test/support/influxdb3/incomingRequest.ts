import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

export interface IncomingRequest {
  method: string;
  path: string;
  /** The part after `?`, not decoded; undefined without a `?`. */
  query: string | undefined;
  headers: IncomingHttpHeaders;
  readBody(): Promise<Buffer>;
}

export class BodyTooLargeError extends Error {}

export const bodyLimit = 10 * 1024 * 1024;

export function toIncomingRequest(request: IncomingMessage): IncomingRequest {
  // Also accept the form that proxies use, with scheme and host.
  const target = (request.url ?? '/').replace(/^https?:\/\/[^/]*/i, '');
  const [, path = '', query] = /^([^?]*)(?:\?(.*))?$/s.exec(target) ?? [];
  return {
    method: request.method ?? '',
    path: path || '/',
    query,
    headers: request.headers,
    readBody: () => readBody(request),
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= bodyLimit) chunks.push(chunk);
      // Keep reading: otherwise a client that is still sending gets a reset instead of the response.
      else reject(new BodyTooLargeError(`max request size (${bodyLimit} bytes) exceeded`));
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => {
      if (!request.complete) reject(new Error('the client hung up'));
    });
  });
}
