import { once } from 'node:events';
import type { Socket } from 'node:net';

/** The open TCP connections of a listener, numbered from 1. */
export class Connections {
  readonly #numbers = new Map<string, number>();
  readonly #sockets = new Set<Socket>();
  #lastNumber = 0;

  add(socket: Socket): void {
    this.#lastNumber += 1;
    const key = remoteKey(socket);
    this.#numbers.set(key, this.#lastNumber);
    this.#sockets.add(socket);
    // Faults reset connections. Without a listener, the error would end the process.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#numbers.delete(key);
    });
  }

  get count(): number {
    return this.#sockets.size;
  }

  /** The number of a request's connection. TLS and HTTP/2 sockets have the same remote address as their TCP socket. */
  numberOf(socket: { remotePort?: number | undefined; remoteAddress?: string | undefined }): number {
    return this.#numbers.get(remoteKey(socket)) ?? 0;
  }

  tcpOf(socket: { remotePort?: number | undefined; remoteAddress?: string | undefined }): Socket | undefined {
    const key = remoteKey(socket);
    return [...this.#sockets].find((open) => remoteKey(open) === key);
  }

  async destroyAll(): Promise<void> {
    await Promise.all([...this.#sockets].map((socket) => once(socket.destroy(), 'close')));
  }
}

function remoteKey(socket: { remotePort?: number | undefined; remoteAddress?: string | undefined }): string {
  return `${socket.remoteAddress} ${socket.remotePort}`;
}
