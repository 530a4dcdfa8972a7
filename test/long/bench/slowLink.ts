import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface SlowLink {
  port: number;
  close(): void;
}

/** @param roundTrip in milliseconds. Half of it delays each direction, and all of it the opening of a connection. */
export async function startSlowLink(targetPort: number, roundTrip: number): Promise<SlowLink> {
  const sockets = new Set<Socket>();
  const track = (socket: Socket) => {
    sockets.add(socket.setNoDelay(true).on('error', () => undefined));
    socket.on('close', () => sockets.delete(socket));
  };
  const relay = (from: Socket, to: Socket, delay: () => number) => {
    from.on('data', (bytes) => void setTimeout(() => to.write(bytes), delay()));
    from.on('close', () => void setTimeout(() => to.destroy(), delay()));
  };
  const server = createServer((client) => {
    track(client);
    const target = connect(targetPort, '127.0.0.1');
    track(target);
    // Loopback connects at once, so the handshake's round trip is added to the delay of the first bytes.
    let handshake = roundTrip;
    relay(client, target, () => {
      const delay = handshake + roundTrip / 2;
      handshake = 0;
      return delay;
    });
    relay(target, client, () => roundTrip / 2);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      sockets.forEach((socket) => socket.destroy());
    },
  };
}
