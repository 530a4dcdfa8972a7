import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { startEditorProxy, type EditorProxy, type EditorProxyOptions } from '../../../support/host/editorProxy.ts';

describe('startEditorProxy', () => {
  let editor: Server;
  let proxy: EditorProxy | undefined;

  beforeEach(async () => {
    editor = createServer((incoming, outgoing) => {
      if (incoming.url === '/redirect') outgoing.writeHead(302, { location: './there' }).end();
      else outgoing.end('{&quot;developmentOptions&quot;:{&quot;logLevel&quot;:3}}');
    });
    editor.on('upgrade', (_incoming, socket: Socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n');
      socket.pipe(socket);
    });
    await once(editor.listen(0, '127.0.0.1'), 'listening');
  });

  afterEach(() => {
    proxy?.close();
    editor.close();
    editor.closeAllConnections();
  });

  const open = async (options: Partial<EditorProxyOptions> = {}): Promise<string> => {
    const serverPort = (editor.address() as AddressInfo).port;
    proxy = await startEditorProxy({ serverPort, secretKey: Buffer.alloc(32, 5), ...options });
    return `http://127.0.0.1:${proxy.port}`;
  };

  it('serves half of the key for secrets', async () => {
    const response = await fetch(`${await open()}/mint-key`, { method: 'POST' });
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), Buffer.alloc(32, 5));
  });

  it('serves the key only with the connection token, if there is one', async () => {
    const address = `${await open({ connectionToken: 'abc' })}/mint-key`;
    const status = async (cookie: string): Promise<number> =>
      (await fetch(address, { method: 'POST', headers: { cookie } })).status;
    assert.equal(await status('vscode-tkn=other'), 403);
    assert.equal(await status('a=b; vscode-tkn=abc'), 200);
  });

  it('adds the extension under development to the page, but to no other file', async () => {
    const address = await open({ development: { extensions: ['/extension'] } });
    const text = async (path: string): Promise<string> => await (await fetch(address + path)).text();
    assert.match(await text('/?folder=/home'), /&quot;\/extension&quot;/);
    assert.doesNotMatch(await text('/static/file.js'), /extension/);
  });

  it('forwards redirects unchanged', async () => {
    const response = await fetch(`${await open()}/redirect`, { redirect: 'manual' });
    assert.equal(response.status, 302);
    assert.equal(response.headers.get('location'), './there');
  });

  it('forwards WebSockets in both directions', async () => {
    const upgrade = request(await open(), { headers: { connection: 'Upgrade', upgrade: 'echo' } });
    upgrade.end();
    const [, socket] = (await once(upgrade, 'upgrade')) as [unknown, Socket];
    socket.write('there and back');
    const [data] = (await once(socket, 'data')) as [Buffer];
    assert.equal(data.toString(), 'there and back');
    socket.destroy();
  });

  it('responds with 502 when the editor is not running', async () => {
    const address = await open();
    editor.close();
    editor.closeAllConnections();
    assert.equal((await fetch(`${address}/x`)).status, 502);
  });
});
