import type { Socket } from 'node:net';

/**
 * Reads from a socket until the bytes are whole, or until no more come.
 * @returns what came: the caller looks whether that is whole
 */
export function readUntil(socket: Socket, isWhole: (bytes: Buffer) => boolean): Promise<Buffer> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    const finish = () => {
      socket.off('data', onData).off('end', finish).off('close', finish);
      resolve(bytes);
    };
    const onData = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (isWhole(bytes)) {
        finish();
      }
    };
    socket.on('data', onData).on('end', finish).on('close', finish);
  });
}

/** Resolves when the bytes are on their way, or never will be. */
export function written(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', resolve);
    socket.write(bytes, () => {
      socket.off('close', resolve);
      resolve();
    });
  });
}
