import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import type { Fault, Place, Report } from '../../faultProxy/faults.ts';
import { startFaultProxy, type FaultProxy } from '../../faultProxy/proxy.ts';
import { makeAuthority, type Authority } from '../../influxdb3/certificates.ts';
import { startTokenServer, type TokenServer } from '../../influxdb3/server.ts';
import { sendRaw, type Seen } from './rawClient.ts';

const create =
  'POST /api/v3/configure/token/admin HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n';

let authority: Authority;
before(async () => {
  authority = await makeAuthority();
});

for (const transport of ['plain', 'tls'] as const) {
  describe(`The fault proxy, over ${transport === 'tls' ? 'TLS' : 'plain TCP'}`, () => {
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

    async function ask(fault?: Fault): Promise<Seen & Report & { befell: boolean; made: boolean }> {
      await (fault && proxy.arm(fault));
      const seen = await sendRaw(
        proxy.url,
        authority.caPem,
        create,
        fault !== undefined && endless(fault) ? 400 : undefined,
      );
      const [report, ...others] = await proxy.settle();
      assert.ok(report);
      assert.deepEqual(others, []);
      return { ...seen, ...report, befell: report.befellAt !== undefined, made: server.tokens().length === 1 };
    }

    it('passes on both ways what nothing befalls, byte for byte', async () => {
      const { bytes, how, ...report } = await ask();
      assert.match(bytes, /^HTTP\/1\.1 201 .*"token":"apiv3_[\w-]{86}".*\}$/s);
      assert.equal(how, 'end');
      const { befell, read, forwarded, status, bytesSent, made } = report;
      assert.deepEqual(
        { befell, read, forwarded, status, bytesSent, made },
        { befell: false, read: true, forwarded: true, status: 201, bytesSent: bytes.length, made: true },
      );
    });

    it('lets nobody listen, and listens again at the same port', async () => {
      const { how, read, made } = await ask({ kind: 'refuse' });
      assert.deepEqual({ how, read, made }, { how: 'ECONNREFUSED', read: false, made: false });
      assert.equal((await ask()).status, 201);
    });

    for (const [kind, how] of [
      ['resetAtOnce', 'ECONNRESET'],
      ['silentAtOnce', 'open'],
      ['resetUnread', 'ECONNRESET'],
    ] as const) {
      it(`${kind}: reads no request`, async () => {
        const seen = await ask({ kind });
        assert.deepEqual(
          { how: seen.how, bytes: seen.bytes, read: seen.read, befell: seen.befell, made: seen.made },
          { how, bytes: '', read: false, befell: true, made: false },
        );
      });
    }

    for (const [end, how] of [
      ['reset', 'ECONNRESET'],
      ['close', 'end'],
      ['silence', 'open'],
    ] as const) {
      for (const work of ['done', 'undone'] as const) {
        it(`gives no answer, but a ${end}, with the work ${work}`, async () => {
          const seen = await ask({ kind: 'noAnswer', work, end });
          assert.deepEqual(
            { how: seen.how, bytes: seen.bytes, read: seen.read, forwarded: seen.forwarded, made: seen.made },
            { how, bytes: '', read: true, forwarded: work === 'done', made: work === 'done' },
          );
        });
      }

      it(`cuts the answer in its headers by a ${end}`, async () => {
        const seen = await ask({ kind: 'cut', place: 'headers', end });
        assert.match(seen.bytes, /^HTTP\/1\.1 201 Created\r\n/);
        assert.doesNotMatch(seen.bytes, /\r\n\r\n/);
        assert.deepEqual({ how: seen.how, made: seen.made }, { how, made: true });
      });
    }

    const places: Record<Place, RegExp> = {
      statusLine: /^HTTP\/1\.1 2$/,
      headers: /^HTTP\/1\.1 201 Created\r\n[^{]+$/,
      body: /\r\n\r\n\{.*[^}]$/s,
      beforeString: /"token":"$/,
      inString: /"token":"apiv3_[\w-]{30,60}$/,
      afterString: /"token":"apiv3_[\w-]{86}"$/,
    };
    for (const [place, shape] of Object.entries(places) as [Place, RegExp][]) {
      it(`cuts the answer at: ${place}`, async () => {
        const seen = await ask({ kind: 'cut', place, end: 'close' });
        assert.match(seen.bytes, shape);
        assert.equal(seen.bytes.length, seen.bytesSent);
      });
    }

    it('shortens the body, with a length that fits', async () => {
      const { bytes } = await ask({ kind: 'shorten', place: 'inString' });
      const [head = '', body = ''] = bytes.split('\r\n\r\n');
      assert.match(body, /"token":"apiv3_[\w-]{30,60}$/);
      assert.match(head, new RegExp(`content-length: ${body.length}(\\r|$)`));
    });

    it('answers in place of the server, with the work done or not', async () => {
      const page = await ask({ kind: 'instead', work: 'undone', status: 502, html: true });
      assert.match(page.bytes, /^HTTP\/1\.1 502 Bad Gateway\r\n.*<\/html>\r\n$/s);
      assert.equal(page.made, false);
      const text = await ask({ kind: 'instead', work: 'done', status: 500, html: false });
      assert.match(text.bytes, /^HTTP\/1\.1 500 .*it failed$/s);
      assert.equal(text.made, true);
    });

    it('lets an answer drip, whole', async () => {
      const start = performance.now();
      const { bytes, how } = await ask({ kind: 'drip', pieces: 5, milliseconds: 4 });
      assert.match(bytes, /^HTTP\/1\.1 201 .*\}$/s);
      assert.equal(how, 'end');
      assert.ok(performance.now() - start >= 15);
    });

    it('makes a body without an end', async () => {
      for (const [begins, shape] of [
        ['whole', /\r\n\r\n\{.*\} {60000}/s],
        ['blank', /\r\n\r\n {60000}/],
      ] as const) {
        const { bytes, how } = await ask({ kind: 'oversize', begins });
        assert.match(bytes, shape);
        assert.equal(how, 'open');
      }
    });

    it('compresses a body', async () => {
      const { bytes } = await ask({ kind: 'gzip' });
      const [head = '', body = ''] = bytes.split(/\r\n\r\n(.*)/s);
      assert.match(head, /content-encoding: gzip/);
      assert.match(gunzipSync(Buffer.from(body, 'latin1')).toString(), /^\{.*\}$/);
    });

    it('says that a fault did not befall an answer without such a place', async () => {
      await ask();
      const { befell, status, how } = await ask({ kind: 'cut', place: 'inString', end: 'reset' });
      assert.deepEqual({ befell, status, how }, { befell: false, status: 409, how: 'end' });
    });
  });
}

describe('The fault proxy in front of a server with TLS', () => {
  it('passes on over TLS, verified', async () => {
    const server = await startTokenServer({ tls: 'self-made' });
    const proxy = await startFaultProxy({ target: server });
    assert.match((await sendRaw(proxy.url, undefined, create)).bytes, /^HTTP\/1\.1 201 /);
    await proxy.close();
    await server.close();
  });

  it('cuts a client off when the server is not there', async () => {
    const server = await startTokenServer();
    const proxy = await startFaultProxy({ target: server });
    await server.close();
    assert.equal((await sendRaw(proxy.url, undefined, create)).bytes, '');
    assert.equal((await proxy.settle())[0]?.forwarded, false);
    await proxy.close();
  });
});

/** Whether it leaves a client waiting for the end. */
function endless(fault: Fault): boolean {
  return fault.kind === 'silentAtOnce' || fault.kind === 'oversize' || ('end' in fault && fault.end === 'silence');
}
