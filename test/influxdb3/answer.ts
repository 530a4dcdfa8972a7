/** What goes back to the client, before anything breaks it on the way. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  /** Sent in chunks, without a length, as the server does with what it streams. */
  streamed?: boolean;
  /** No answer at all: the connection is dropped. */
  dropped?: boolean;
}

const allOrigins = { 'access-control-allow-origin': '*' };

/** A refusal in bare text, without a content type: what most errors are. */
export function bareText(status: number, text: string): Answer {
  return { status, headers: {}, body: Buffer.from(text) };
}

/** A success with nothing to say. */
export function empty(status: number): Answer {
  return { status, headers: { ...allOrigins }, body: Buffer.alloc(0) };
}

/** A success with a body of known length; without a content type where the server gives none. */
export function whole(status: number, contentType: string | undefined, body: string): Answer {
  const headers = { ...(contentType === undefined ? {} : { 'content-type': contentType }), ...allOrigins };
  return { status, headers, body: Buffer.from(body) };
}

/** A success that the server streams. */
export function streamed(contentType: string, body: string): Answer {
  return { ...whole(200, contentType, body), streamed: true };
}

/** No answer: what a client sees of a panic. */
export function dropped(): Answer {
  return { status: 0, headers: {}, body: Buffer.alloc(0), dropped: true };
}
