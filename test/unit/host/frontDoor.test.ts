import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { openFrontDoor, type FrontDoor, type FrontDoorOptions } from '../../host/frontDoor.ts';

describe('the door in front of the editor', () => {
  let behind: Server;
  let door: FrontDoor | undefined;

  beforeEach(async () => {
    behind = createServer((incoming, outgoing) => {
      if (incoming.url === '/redirect') outgoing.writeHead(302, { location: './there' }).end();
      else outgoing.end('{&quot;developmentOptions&quot;:{&quot;logLevel&quot;:3}}');
    });
    behind.on('upgrade', (_incoming, socket: Socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n');
      socket.pipe(socket);
    });
    await once(behind.listen(0, '127.0.0.1'), 'listening');
  });

  afterEach(() => {
    door?.close();
    behind.close();
    behind.closeAllConnections();
  });

  const open = async (options: Partial<FrontDoorOptions> = {}): Promise<string> => {
    const serverPort = (behind.address() as AddressInfo).port;
    door = await openFrontDoor({ serverPort, secretKey: Buffer.alloc(32, 5), ...options });
    return `http://127.0.0.1:${door.port}`;
  };

  it("gives the page its half of the secrets' key", async () => {
    const answer = await fetch(`${await open()}/mint-key`, { method: 'POST' });
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), Buffer.alloc(32, 5));
  });

  it('gives the key to nobody else where the server asks for a token', async () => {
    const address = `${await open({ connectionToken: 'abc' })}/mint-key`;
    const status = async (cookie: string): Promise<number> =>
      (await fetch(address, { method: 'POST', headers: { cookie } })).status;
    assert.equal(await status('vscode-tkn=other'), 403);
    assert.equal(await status('a=b; vscode-tkn=abc'), 200);
  });

  it('tells the page, and only the page, of the extension under development', async () => {
    const address = await open({ development: { extensions: ['/extension'] } });
    const text = async (path: string): Promise<string> => await (await fetch(address + path)).text();
    assert.match(await text('/?folder=/home'), /&quot;\/extension&quot;/);
    assert.doesNotMatch(await text('/static/file.js'), /extension/);
  });

  it('passes redirects on as they are', async () => {
    const answer = await fetch(`${await open()}/redirect`, { redirect: 'manual' });
    assert.equal(answer.status, 302);
    assert.equal(answer.headers.get('location'), './there');
  });

  it('passes web sockets through, both ways', async () => {
    const asked = request(await open(), { headers: { connection: 'Upgrade', upgrade: 'echo' } });
    asked.end();
    const [, socket] = (await once(asked, 'upgrade')) as [unknown, Socket];
    socket.write('there and back');
    const [data] = (await once(socket, 'data')) as [Buffer];
    assert.equal(data.toString(), 'there and back');
    socket.destroy();
  });

  it('answers 502 when the editor is gone', async () => {
    const address = await open();
    behind.close();
    behind.closeAllConnections();
    assert.equal((await fetch(`${address}/x`)).status, 502);
  });
});
