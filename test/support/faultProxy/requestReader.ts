import type { Socket } from 'node:net';
import { isCompleteRequest } from './message.ts';

/** Reads the requests of a client that waits for each response. */
export class RequestReader {
  #bytes = Buffer.alloc(0);
  #hasEnded = false;
  #onChange: () => void = () => undefined;

  constructor(socket: Socket) {
    const end = () => {
      this.#hasEnded = true;
      this.#onChange();
    };
    socket.on('end', end).on('close', end);
    socket.on('data', (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      this.#onChange();
    });
  }

  /** Resolves at the first byte of the next request, or to false at the end of the connection. */
  async hasStarted(): Promise<boolean> {
    await this.#until(() => this.#bytes.length > 0);
    return this.#bytes.length > 0;
  }

  /** Resolves at the end of the connection too, so the caller must check whether the request is complete. */
  async next(): Promise<Buffer> {
    await this.#until(() => isCompleteRequest(this.#bytes));
    const request = this.#bytes;
    this.#bytes = Buffer.alloc(0);
    return request;
  }

  async #until(isReached: () => boolean): Promise<void> {
    while (!isReached() && !this.#hasEnded) {
      await new Promise<void>((resolve) => (this.#onChange = resolve));
    }
  }
}
