import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';

/**
 * Contexts by the text of all that was asked for, so that a changed certificate file makes another one. To make one
 * takes 11 ms with the 266 certificates of an ordinary machine (0.1 ms with none but Node's own), at every request if
 * none were kept.
 */
const made = new Map<string, SecureContext>();
/** As many as there are servers with different certificate files open at once, for most people. */
const most = 8;

/**
 * What a certificate is checked against: Node's own list and what this process was told from outside
 * (`NODE_EXTRA_CA_CERTS`), the operating system's, and a file's. Node alone looks at the first only, and at none of
 * them once it is given a file. The operating system's are read once in the life of the process.
 * @param ca PEM of authorities to trust besides
 * @param system whether those of the operating system count
 */
export function trusting(ca: string | undefined, system: boolean): SecureContext {
  const key = `${system ? 'system' : ''} ${ca ?? ''}`;
  const context = made.get(key) ?? makeContext(ca, system);
  // The one used last is the last to go.
  made.delete(key);
  made.set(key, context);
  for (const oldest of [...made.keys()].slice(0, -most)) {
    made.delete(oldest);
  }
  return context;
}

function makeContext(ca: string | undefined, system: boolean): SecureContext {
  // Most stand in both lists, and each takes its time.
  const usual = new Set([...getCACertificates('default'), ...(system ? getCACertificates('system') : [])]);
  return createSecureContext({ ca: [...usual, ...(ca === undefined ? [] : [ca])] });
}
