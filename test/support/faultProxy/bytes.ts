import type { Socket } from 'node:net';

/** Reads until `isComplete` or the end of the stream, so the caller must check whether the bytes are complete. */
export function readUntil(socket: Socket, isComplete: (bytes: Buffer) => boolean): Promise<Buffer> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    const finish = () => {
      socket.off('data', onData).off('end', finish).off('close', finish);
      resolve(bytes);
    };
    const onData = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (isComplete(bytes)) {
        finish();
      }
    };
    socket.on('data', onData).on('end', finish).on('close', finish);
  });
}

export function writeBytes(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', resolve);
    socket.write(bytes, () => {
      socket.off('close', resolve);
      resolve();
    });
  });
}
