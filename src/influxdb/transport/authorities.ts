import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';

const maxContexts = 8;

/** Contexts are cached, because creating one with all of the system's certificates takes milliseconds. */
export class Authorities {
  /** The key contains the certificate text, so a changed file gets a new context. */
  readonly #contexts = new Map<string, SecureContext>();

  /** Trusts `ca` (PEM), Node's defaults, and optionally the system's authorities, which Node reads only once. */
  secureContextFor(ca: string | undefined, useSystem: boolean): SecureContext {
    const key = `${useSystem ? 'system' : ''} ${ca ?? ''}`;
    const context = this.#contexts.get(key) ?? createContext(ca, useSystem);
    // The context is deleted and set again, so that the least recently used one comes first.
    this.#contexts.delete(key);
    this.#contexts.set(key, context);
    for (const oldest of [...this.#contexts.keys()].slice(0, -maxContexts)) {
      this.#contexts.delete(oldest);
    }
    return context;
  }
}

function createContext(ca: string | undefined, useSystem: boolean): SecureContext {
  // The set drops duplicates: most certificates are in both lists, and each one takes time to parse.
  const trusted = new Set([...getCACertificates('default'), ...(useSystem ? getCACertificates('system') : [])]);
  return createSecureContext({ ca: [...trusted, ...(ca === undefined ? [] : [ca])] });
}
