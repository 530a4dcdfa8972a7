import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';

/** Cached, because creating one takes milliseconds. The key contains the PEM, so a changed file gets a new one. */
const contexts = new Map<string, SecureContext>();
const maxContexts = 8;

/**
 * Trusts Node's own authorities, `NODE_EXTRA_CA_CERTS`, `ca` (PEM), and optionally those of the operating system, which
 * Node reads once per process. Given a `ca`, Node by itself would trust nothing else.
 */
export function secureContextFor(ca: string | undefined, useSystem: boolean): SecureContext {
  const key = `${useSystem ? 'system' : ''} ${ca ?? ''}`;
  const context = contexts.get(key) ?? createContext(ca, useSystem);
  // Deleted and set again, so that the least recently used context comes first.
  contexts.delete(key);
  contexts.set(key, context);
  for (const oldest of [...contexts.keys()].slice(0, -maxContexts)) {
    contexts.delete(oldest);
  }
  return context;
}

function createContext(ca: string | undefined, useSystem: boolean): SecureContext {
  // Most certificates are in both lists, and each one takes time to parse.
  const trusted = new Set([...getCACertificates('default'), ...(useSystem ? getCACertificates('system') : [])]);
  return createSecureContext({ ca: [...trusted, ...(ca === undefined ? [] : [ca])] });
}
