interface Closable {
  close(): Promise<void>;
}

const openServers = new Set<Closable>();

export function closeAfterTest<Server extends Closable>(server: Server): Server {
  openServers.add(server);
  return server;
}

afterEach('close the servers of the test', async () => {
  const servers = [...openServers];
  openServers.clear();
  await Promise.all(servers.map((server) => server.close()));
});
