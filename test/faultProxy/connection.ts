import { once } from 'node:events';
import type { Socket } from 'node:net';
import { TLSSocket, type SecureContext } from 'node:tls';
import type { Ending } from './faults.ts';

/** What came from the client: TCP, and what is spoken over it. */
export interface ClientConnection {
  readonly tcp: Socket;
  /** Does the TLS handshake, if there is to be one. @returns `undefined` when the client is gone before it is done */
  speak(): Promise<Socket | undefined>;
  /** Ends it, and resolves when it is over on both sides. */
  end(how: Ending): Promise<void>;
}

export function clientConnection(tcp: Socket, secureContext: SecureContext | undefined): ClientConnection {
  const isOver = new Promise<void>((resolve) => tcp.once('close', () => resolve()));
  let spoken: Socket = tcp;
  return {
    tcp,
    async speak() {
      if (secureContext !== undefined) {
        const secure = new TLSSocket(tcp, { isServer: true, secureContext });
        secure.on('error', () => undefined);
        await Promise.race([once(secure, 'secure').catch(() => undefined), isOver]);
        spoken = secure;
      }
      return tcp.destroyed ? undefined : spoken;
    },
    async end(how) {
      switch (how) {
        case 'reset':
          tcp.resetAndDestroy();
          break;
        case 'close':
          spoken.end();
          // What still comes is not read by anybody, but its end is.
          spoken.resume();
          break;
        case 'silence':
          spoken.resume();
          break;
      }
      await isOver;
    },
  };
}
