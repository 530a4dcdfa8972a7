import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import type { Fault, ResponsePosition, FaultReport } from '../../../support/faultProxy/faults.ts';
import { startFaultProxy, type FaultProxy } from '../../../support/faultProxy/proxy.ts';
import { createAuthority, type Authority } from '../../../support/influxdb3/certificates.ts';
import { startTokenServer, type TokenServer } from '../../../support/influxdb3/server.ts';
import { sendRaw, type Seen } from './rawClient.ts';

const create =
  'POST /api/v3/configure/token/admin HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n';

let authority: Authority;
before(async () => {
  authority = await createAuthority();
});

for (const transport of ['plain', 'tls'] as const) {
  describe(`startFaultProxy over ${transport === 'tls' ? 'TLS' : 'plain TCP'}`, () => {
    let server: TokenServer;
    let proxy: FaultProxy;

    beforeEach(async () => {
      server = await startTokenServer();
      const tls = transport === 'tls' ? { tls: await authority.issue() } : {};
      proxy = await startFaultProxy({ target: server, ...tls });
    });
    afterEach(async () => {
      await proxy.close();
      await server.close();
    });

    async function send(fault?: Fault): Promise<Seen & FaultReport & { injected: boolean; created: boolean }> {
      if (fault !== undefined) {
        await proxy.arm(fault);
      }
      const result = await sendRaw(
        proxy.url,
        authority.caPem,
        create,
        fault !== undefined && isEndless(fault) ? 400 : undefined,
      );
      const [report, ...others] = await proxy.takeReports();
      assert.ok(report);
      assert.deepEqual(others, []);
      return { ...result, ...report, injected: report.injectedAt !== undefined, created: server.tokens().length === 1 };
    }

    it('forwards request and response unchanged when no fault is armed', async () => {
      const { bytes, how, ...report } = await send();
      assert.match(bytes, /^HTTP\/1\.1 201 .*"token":"apiv3_[\w-]{86}".*\}$/s);
      assert.equal(how, 'end');
      const { injected, read, forwarded, status, bytesSent, created } = report;
      assert.deepEqual(
        { injected, read, forwarded, status, bytesSent, created },
        { injected: false, read: true, forwarded: true, status: 201, bytesSent: bytes.length, created: true },
      );
    });

    it('refuses one connection, then listens on the same port again', async () => {
      const { how, read, created } = await send({ kind: 'refuse' });
      assert.deepEqual({ how, read, created }, { how: 'ECONNREFUSED', read: false, created: false });
      assert.equal((await send()).status, 201);
    });

    for (const [kind, how] of [
      ['resetAtOnce', 'ECONNRESET'],
      ['silentAtOnce', 'open'],
      ['resetBeforeRead', 'ECONNRESET'],
    ] as const) {
      it(`reads no request for the fault ${kind}`, async () => {
        const result = await send({ kind });
        assert.deepEqual(
          {
            how: result.how,
            bytes: result.bytes,
            read: result.read,
            injected: result.injected,
            created: result.created,
          },
          { how, bytes: '', read: false, injected: true, created: false },
        );
      });
    }

    for (const [end, how] of [
      ['reset', 'ECONNRESET'],
      ['close', 'end'],
      ['silence', 'open'],
    ] as const) {
      for (const work of ['done', 'notDone'] as const) {
        it(`ends with ${end} instead of a response when the work is ${work === 'done' ? 'done' : 'not done'}`, async () => {
          const result = await send({ kind: 'noResponse', work, end });
          assert.deepEqual(
            {
              how: result.how,
              bytes: result.bytes,
              read: result.read,
              forwarded: result.forwarded,
              created: result.created,
            },
            { how, bytes: '', read: true, forwarded: work === 'done', created: work === 'done' },
          );
        });
      }

      it(`cuts the response in its headers with ${end}`, async () => {
        const result = await send({ kind: 'cut', position: 'headers', end });
        assert.match(result.bytes, /^HTTP\/1\.1 201 Created\r\n/);
        assert.doesNotMatch(result.bytes, /\r\n\r\n/);
        assert.deepEqual({ how: result.how, created: result.created }, { how, created: true });
      });
    }

    const bytesAt: Record<ResponsePosition, RegExp> = {
      statusLine: /^HTTP\/1\.1 2$/,
      headers: /^HTTP\/1\.1 201 Created\r\n[^{]+$/,
      body: /\r\n\r\n\{.*[^}]$/s,
      beforeToken: /"token":"$/,
      inToken: /"token":"apiv3_[\w-]{30,60}$/,
      afterToken: /"token":"apiv3_[\w-]{86}"$/,
    };
    for (const [position, shape] of Object.entries(bytesAt) as [ResponsePosition, RegExp][]) {
      it(`cuts the response at the position ${position}`, async () => {
        const result = await send({ kind: 'cut', position, end: 'close' });
        assert.match(result.bytes, shape);
        assert.equal(result.bytes.length, result.bytesSent);
      });
    }

    it('shortens the body and sends a matching content-length', async () => {
      const { bytes } = await send({ kind: 'shorten', position: 'inToken' });
      const [head = '', body = ''] = bytes.split('\r\n\r\n');
      assert.match(body, /"token":"apiv3_[\w-]{30,60}$/);
      assert.match(head, new RegExp(`content-length: ${body.length}(\\r|$)`));
    });

    it('responds in place of the server, with the work done or not', async () => {
      const page = await send({ kind: 'substitute', work: 'notDone', status: 502, isHtml: true });
      assert.match(page.bytes, /^HTTP\/1\.1 502 Bad Gateway\r\n.*<\/html>\r\n$/s);
      assert.equal(page.created, false);
      const text = await send({ kind: 'substitute', work: 'done', status: 500, isHtml: false });
      assert.match(text.bytes, /^HTTP\/1\.1 500 .*it failed$/s);
      assert.equal(text.created, true);
    });

    it('sends the whole response slowly for the fault drip', async () => {
      const start = performance.now();
      const { bytes, how } = await send({ kind: 'drip', pieces: 5, milliseconds: 4 });
      assert.match(bytes, /^HTTP\/1\.1 201 .*\}$/s);
      assert.equal(how, 'end');
      assert.ok(performance.now() - start >= 15);
    });

    it('sends a body without end for the fault oversize', async () => {
      for (const [startsWith, shape] of [
        ['body', /\r\n\r\n\{.*\} {60000}/s],
        ['spaces', /\r\n\r\n {60000}/],
      ] as const) {
        const { bytes, how } = await send({ kind: 'oversize', startsWith });
        assert.match(bytes, shape);
        assert.equal(how, 'open');
      }
    });

    it('compresses the body for the fault gzip', async () => {
      const { bytes } = await send({ kind: 'gzip' });
      const [head = '', body = ''] = bytes.split(/\r\n\r\n(.*)/s);
      assert.match(head, /content-encoding: gzip/);
      assert.match(gunzipSync(Buffer.from(body, 'latin1')).toString(), /^\{.*\}$/);
    });

    it('reports that a response without the position was not cut', async () => {
      await send();
      const { injected, status, how } = await send({ kind: 'cut', position: 'inToken', end: 'reset' });
      assert.deepEqual({ injected, status, how }, { injected: false, status: 409, how: 'end' });
    });
  });
}

describe('startFaultProxy in front of a server', () => {
  it('forwards over TLS and verifies the certificate', async () => {
    const server = await startTokenServer({ tls: 'generated' });
    const proxy = await startFaultProxy({ target: server });
    assert.match((await sendRaw(proxy.url, undefined, create)).bytes, /^HTTP\/1\.1 201 /);
    await proxy.close();
    await server.close();
  });

  it('closes the connection when the server is down', async () => {
    const server = await startTokenServer();
    const proxy = await startFaultProxy({ target: server });
    await server.close();
    assert.equal((await sendRaw(proxy.url, undefined, create)).bytes, '');
    assert.equal((await proxy.takeReports())[0]?.forwarded, false);
    await proxy.close();
  });
});

function isEndless(fault: Fault): boolean {
  return fault.kind === 'silentAtOnce' || fault.kind === 'oversize' || ('end' in fault && fault.end === 'silence');
}
