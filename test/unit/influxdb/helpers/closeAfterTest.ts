interface Closable {
  close(): Promise<void>;
}

const openServers = new Set<Closable>();

/** Closes a server after the current test, even if the test fails. */
export function closeAfterTest<Server extends Closable>(server: Server): Server {
  openServers.add(server);
  return server;
}

afterEach('close the servers of the test', async () => {
  const servers = [...openServers];
  openServers.clear();
  await Promise.all(servers.map((server) => server.close()));
});
