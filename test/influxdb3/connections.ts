import { once } from 'node:events';
import type { Socket } from 'node:net';

/** The open TCP connections of a listener, each with a number. */
export class Connections {
  readonly #numbers = new Map<string, number>();
  readonly #sockets = new Set<Socket>();
  #last = 0;

  /** Takes a connection in, until it closes. */
  add(socket: Socket): void {
    this.#last += 1;
    const key = keyOf(socket);
    this.#numbers.set(key, this.#last);
    this.#sockets.add(socket);
    // Resets are part of a test server's day; without a listener they would end the process.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#numbers.delete(key);
    });
  }

  get count(): number {
    return this.#sockets.size;
  }

  /** The number of the connection that a request came on: what TLS or HTTP/2 show of it has the same far end. */
  numberOf(socket: { remotePort?: number | undefined; remoteAddress?: string | undefined }): number {
    return this.#numbers.get(keyOf(socket)) ?? 0;
  }

  /** The TCP connection itself, below TLS and HTTP/2. */
  tcpOf(socket: { remotePort?: number | undefined; remoteAddress?: string | undefined }): Socket | undefined {
    const key = keyOf(socket);
    return [...this.#sockets].find((open) => keyOf(open) === key);
  }

  /** Cuts them all, and resolves when they are gone. */
  async destroyAll(): Promise<void> {
    await Promise.all([...this.#sockets].map((socket) => once(socket.destroy(), 'close')));
  }
}

function keyOf(socket: { remotePort?: number | undefined; remoteAddress?: string | undefined }): string {
  return `${socket.remoteAddress} ${socket.remotePort}`;
}
