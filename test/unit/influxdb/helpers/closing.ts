interface Closable {
  close(): Promise<void>;
}

const open = new Set<Closable>();

/** Closes a server after the test that started it, however that test ends. */
export function closing<Server extends Closable>(server: Server): Server {
  open.add(server);
  return server;
}

afterEach('the servers of the test are closed', async () => {
  const servers = [...open];
  open.clear();
  await Promise.all(servers.map((server) => server.close()));
});
