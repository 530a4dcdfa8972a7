export interface OutgoingResponse {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  /** Sent in chunks, without a length. */
  isStreamed?: boolean;
  /** No response at all: the connection is closed. */
  isDropped?: boolean;
}

const allOrigins = { 'access-control-allow-origin': '*' };

/** Most errors are plain text without a content type. */
export function textResponse(status: number, text: string): OutgoingResponse {
  return { status, headers: {}, body: Buffer.from(text) };
}

export function emptyResponse(status: number): OutgoingResponse {
  return { status, headers: { ...allOrigins }, body: Buffer.alloc(0) };
}

/** A success with a body of known length. Some routes send no content type. */
export function bodyResponse(status: number, contentType: string | undefined, body: string): OutgoingResponse {
  const headers = { ...(contentType === undefined ? {} : { 'content-type': contentType }), ...allOrigins };
  return { status, headers, body: Buffer.from(body) };
}

export function streamedResponse(contentType: string, body: string): OutgoingResponse {
  return { ...bodyResponse(200, contentType, body), isStreamed: true };
}

/** What a client sees when the server panics. */
export function droppedResponse(): OutgoingResponse {
  return { status: 0, headers: {}, body: Buffer.alloc(0), isDropped: true };
}
