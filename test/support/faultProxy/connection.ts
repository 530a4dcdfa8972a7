import { once } from 'node:events';
import type { Socket } from 'node:net';
import { TLSSocket, type SecureContext } from 'node:tls';
import type { Ending } from './faults.ts';

export interface ClientConnection {
  readonly tcp: Socket;
  /** Does the TLS handshake, if any. Resolves to `undefined` if the client disconnects before it is done. */
  handshake(): Promise<Socket | undefined>;
  /** The connection can be closed while it waits for another request. */
  whileIdle<Result>(waiting: Promise<Result>): Promise<Result>;
  readonly isIdle: boolean;
  /** Resolves when both sides have closed. */
  end(ending: Ending): Promise<void>;
}

export function acceptClient(tcp: Socket, secureContext: SecureContext | undefined): ClientConnection {
  const closed = new Promise<void>((resolve) => tcp.once('close', () => resolve()));
  let stream: Socket = tcp;
  let isIdle = false;
  return {
    tcp,
    async whileIdle(waiting) {
      isIdle = true;
      try {
        return await waiting;
      } finally {
        isIdle = false;
      }
    },
    get isIdle() {
      return isIdle;
    },
    async handshake() {
      if (secureContext !== undefined) {
        const secure = new TLSSocket(tcp, { isServer: true, secureContext });
        secure.on('error', () => undefined);
        await Promise.race([once(secure, 'secure').catch(() => undefined), closed]);
        stream = secure;
      }
      return tcp.destroyed ? undefined : stream;
    },
    async end(ending) {
      switch (ending) {
        case 'reset':
          tcp.resetAndDestroy();
          break;
        case 'close':
          stream.end();
          // Incoming data is discarded, but the end of the stream must be read.
          stream.resume();
          break;
        case 'silence':
          stream.resume();
          break;
      }
      await closed;
    },
  };
}
