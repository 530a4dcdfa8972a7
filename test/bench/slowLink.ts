import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A relay that takes its time with every byte, as a network does. */
export interface SlowLink {
  port: number;
  close(): void;
}

/** @param roundTrip in milliseconds, half of it each way; opening a connection takes one too */
export async function startSlowLink(targetPort: number, roundTrip: number): Promise<SlowLink> {
  const sockets = new Set<Socket>();
  const watch = (socket: Socket) => {
    sockets.add(socket.setNoDelay(true).on('error', () => undefined));
    socket.on('close', () => sockets.delete(socket));
  };
  const relay = (from: Socket, to: Socket, delay: () => number) => {
    from.on('data', (bytes) => void setTimeout(() => to.write(bytes), delay()));
    from.on('close', () => void setTimeout(() => to.destroy(), delay()));
  };
  const server = createServer((client) => {
    watch(client);
    const target = connect(targetPort, '127.0.0.1');
    watch(target);
    // A connection over loopback is there at once: what its handshake would take is put in front of the first bytes.
    let opening = roundTrip;
    relay(client, target, () => {
      const delay = opening + roundTrip / 2;
      opening = 0;
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
