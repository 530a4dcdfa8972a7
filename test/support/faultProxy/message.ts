const headEnd = '\r\n\r\n';

export interface ParsedResponse {
  readonly bytes: Buffer;
  readonly status: number;
  readonly head: string;
  /** Decoded if it was chunked. */
  readonly body: Buffer;
}

export function isCompleteRequest(bytes: Buffer): boolean {
  const head = headOf(bytes);
  return head !== undefined && bytes.length >= bodyStart(head) + (lengthIn(head) ?? 0);
}

export function isKeepAlive(request: Buffer): boolean {
  return /^connection: *keep-alive/im.test(headOf(request) ?? '');
}

/** Always false for a response without a length: the end of the connection ends it. */
export function isCompleteResponse(bytes: Buffer): boolean {
  const head = headOf(bytes);
  if (head === undefined) {
    return false;
  }
  const length = statusIn(head) === 204 ? 0 : lengthIn(head);
  if (length !== undefined) {
    return bytes.length >= bodyStart(head) + length;
  }
  return isChunked(head) && bytes.subarray(-5).toString('latin1') === `0${headEnd}`;
}

export function parseResponse(bytes: Buffer): ParsedResponse {
  const head = headOf(bytes);
  if (head === undefined) {
    throw new Error('The server sent no response.');
  }
  const rest = bytes.subarray(bodyStart(head));
  return { bytes, head, status: statusIn(head), body: isChunked(head) ? withoutChunks(rest) : rest };
}

/** The response with another body. If that isn't `isMeasured`, only the end of the connection ends it. */
export function withBody(
  { head, status }: ParsedResponse,
  body: Buffer,
  { coding, isMeasured = true }: { coding?: string; isMeasured?: boolean } = {},
): Buffer {
  const [statusLine = '', ...headers] = head.split('\r\n');
  // A 204 can't have a body.
  const lines = [
    status === 204 ? 'HTTP/1.1 200 OK' : statusLine,
    ...headers.filter((line) => !/^(content-length|transfer-encoding|connection):/i.test(line)),
    ...(coding === undefined ? [] : [`content-encoding: ${coding}`]),
    ...(isMeasured ? [`content-length: ${body.length}`] : []),
    'connection: close',
  ];
  return Buffer.concat([Buffer.from(lines.join('\r\n') + headEnd, 'latin1'), body]);
}

function headOf(bytes: Buffer): string | undefined {
  const end = bytes.indexOf(headEnd);
  return end < 0 ? undefined : bytes.toString('latin1', 0, end);
}

const bodyStart = (head: string) => head.length + headEnd.length;

const statusIn = (head: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);

function lengthIn(head: string): number | undefined {
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  return length === undefined ? undefined : Number(length);
}

const isChunked = (head: string) => /^transfer-encoding: *chunked/im.test(head);

function withoutChunks(bytes: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return Buffer.concat(chunks);
}
