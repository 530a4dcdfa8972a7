interface Closable {
  close(): Promise<void>;
}

const openServers = new Set<Closable>();

/** Closes a server after the test that started it, however that test ends. */
export function closing<Server extends Closable>(server: Server): Server {
  openServers.add(server);
  return server;
}

afterEach('the servers of the test are closed', async () => {
  const servers = [...openServers];
  openServers.clear();
  await Promise.all(servers.map((server) => server.close()));
});
