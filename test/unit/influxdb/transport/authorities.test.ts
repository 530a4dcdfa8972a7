import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Authorities } from '../../../../src/influxdb/transport/authorities.ts';
import { probe } from '../../../../src/influxdb/probe.ts';
import { createAuthority } from '../../../support/influxdb3/certificates.ts';
import { endpointOf } from '../helpers/endpoint.ts';
import { expectServerError } from '../helpers/expectServerError.ts';
import { tokenServer } from '../helpers/tokenServer.ts';

/** Probes a server in a process with its own trusted authorities, and prints the result. */
const program = `
  const { probe } = await import(${JSON.stringify(new URL('../../../../src/influxdb/probe.ts', import.meta.url).href)});
  const { SERVER_URL: url, OWN_CA: ca, SYSTEM } = process.env;
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const terms = { verifyCertificate: true, systemAuthorities: SYSTEM !== 'no', timeout: 5000, logger };
  console.log(await probe({ url, ca, ...terms }).then(() => 'reached', ({ kind }) => kind));
`;

async function probeInChildProcess(url: string, variables: Record<string, string>): Promise<string> {
  const env = Object.entries(process.env).filter(([name]) => !/^(NODE_EXTRA_CA_CERTS|SSL_CERT_)/.test(name));
  const output = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    env: { ...Object.fromEntries(env), SERVER_URL: url, ...variables },
  });
  return (await output).stdout.trim();
}

describe('trusted certificate authorities', () => {
  it('include NODE_EXTRA_CA_CERTS, with and without a CA file', async () => {
    const { url, caFile = '' } = await tokenServer({ tls: 'generated' });
    const { caPem } = await createAuthority('Own');
    assert.equal(await probeInChildProcess(url, { NODE_EXTRA_CA_CERTS: caFile }), 'reached');
    assert.equal(await probeInChildProcess(url, { NODE_EXTRA_CA_CERTS: caFile, OWN_CA: caPem }), 'reached');
    assert.equal(await probeInChildProcess(url, { OWN_CA: caPem }), 'unknownAuthority');
  });

  // Elsewhere the system's certificates aren't in a file that a test can replace.
  if (process.platform === 'linux') {
    it('include those of the operating system, with and without a CA file', async () => {
      const { url, caFile = '' } = await tokenServer({ tls: 'generated' });
      const { caPem } = await createAuthority('Own');
      const folder = mkdtempSync(join(tmpdir(), 'influxdb3-store-'));
      copyFileSync(caFile, join(folder, 'ours.pem'));
      try {
        for (const store of [{ SSL_CERT_FILE: caFile }, { SSL_CERT_DIR: folder }]) {
          assert.equal(await probeInChildProcess(url, store), 'reached');
          assert.equal(await probeInChildProcess(url, { ...store, OWN_CA: caPem }), 'reached');
          assert.equal(await probeInChildProcess(url, { ...store, SYSTEM: 'no' }), 'unknownAuthority');
        }
        assert.equal(await probeInChildProcess(url, {}), 'unknownAuthority');
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
});

describe('Authorities', () => {
  it('uses the new authority when the CA file changes', async () => {
    const [right, wrong] = await Promise.all([createAuthority(), createAuthority()]);
    const server = await tokenServer({ tls: await right.issue() });
    for (let round = 0; round < 2; round += 1) {
      await probe(endpointOf(server, { ca: right.caPem }));
      await expectServerError(probe(endpointOf(server, { ca: wrong.caPem })), { kind: 'unknownAuthority' });
      await expectServerError(probe(endpointOf(server, { ca: undefined })), { kind: 'unknownAuthority' });
    }
  });

  it('caches contexts and drops the least recently used one', async () => {
    const files = await Promise.all(Array.from({ length: 9 }, async () => (await createAuthority()).caPem));
    const [first, ...others] = files;
    const authorities = new Authorities();
    const context = authorities.secureContextFor(first, true);
    assert.equal(authorities.secureContextFor(first, true), context);
    assert.notEqual(authorities.secureContextFor(first, false), context);
    others.slice(0, 6).forEach((file) => authorities.secureContextFor(file, true));
    assert.equal(authorities.secureContextFor(first, true), context, 'recently used contexts stay');
    others.forEach((file) => authorities.secureContextFor(file, true));
    assert.notEqual(authorities.secureContextFor(first, true), context);
  });
});
