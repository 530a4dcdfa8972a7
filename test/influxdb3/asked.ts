import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** A request as the routes see it. */
export interface Asked {
  method: string;
  path: string;
  /** Behind the `?`, undecoded; undefined where there is none. */
  query: string | undefined;
  headers: IncomingHttpHeaders;
  /** Reads the body, which some routes never do. */
  readBody(): Promise<Buffer>;
}

/** The body was more than the server takes. */
export class BodyTooLarge extends Error {}

export const bodyLimit = 10 * 1024 * 1024;

/** Looks at a request without reading its body. */
export function askedOf(request: IncomingMessage): Asked {
  // A proxy's form of a target, with scheme and host, is understood too.
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
      // The rest is read and thrown away: a client that still sends would otherwise lose the answer to a reset.
      else reject(new BodyTooLarge(`max request size (${bodyLimit} bytes) exceeded`));
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => {
      if (!request.complete) reject(new Error('the client hung up'));
    });
  });
}
