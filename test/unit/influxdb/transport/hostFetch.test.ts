import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import esbuild from 'esbuild';
import type { Findings } from './hostFetch/visit.ts';
import { startProxy } from '../helpers/httpProxy.ts';
import { tokenServer } from '../helpers/tokenServer.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Bundles the client like the extension, and visits a server with it in a new process that hasn't loaded undici. */
async function bundleAndVisit({ first = '', alsoLoad = '', proxy = '' }): Promise<Findings> {
  const { url } = await tokenServer({ disableAuthz: ['ping'] });
  const directory = mkdtempSync(join(tmpdir(), 'influxdb3-fetch-'));
  await esbuild.build({
    stdin: {
      // The dynamic imports run after the slots were recorded.
      contents: `
        import { slots } from './hostFetch/slots.ts';
        ${first}
        const before = slots();
        ${alsoLoad}
        const { visit } = await import('./hostFetch/visit.ts');
        console.log(JSON.stringify(await visit(process.argv[2], before, process.argv[3])));
      `,
      resolveDir: here,
      sourcefile: 'entry.ts',
      loader: 'ts',
    },
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    splitting: true,
    logLevel: 'error',
    banner: { js: "import { createRequire as make } from 'node:module';\nconst require = make(import.meta.url);" },
  });
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [join(directory, 'stdin.mjs'), url, proxy]);
    return JSON.parse(stdout) as Findings;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function assertUntouched(findings: Findings): void {
  assert.deepEqual(findings.changedByLoading, [], 'loading the client changes no slot');
  assert.deepEqual(findings.changedByRequest, [], 'a request of the client changes no slot');
  assert.equal(findings.theirs, 'nodes', 'the global fetch is unaffected');
}

const both = ['Symbol(undici.globalDispatcher.1)', 'Symbol(undici.globalDispatcher.2)'];
const plainImport = "await import('undici');";

describe('bundled undici', function () {
  this.timeout(20_000);

  it('leaves empty global slots empty', async () => {
    const findings = await bundleAndVisit({});
    assertUntouched(findings);
    const { before, version, fetched, ours } = findings;
    assert.deepEqual([before, version, fetched, ours], [[], '3.10.1', 200, 'bundled']);
  });

  it('leaves empty global slots empty when a request goes through a proxy', async () => {
    const proxy = await startProxy();
    const findings = await bundleAndVisit({ proxy: proxy.url });
    assertUntouched(findings);
    assert.deepEqual([findings.before, findings.ours, proxy.forwarded.length], [[], 'bundled', 1]);
  });

  it('leaves global slots unchanged that are already set', async () => {
    const fillSecond = "globalThis[Symbol.for('undici.globalDispatcher.2')] = { of: 'the host' };";
    // Node's own fetch sets the first slot, even if the request fails.
    const findings = await bundleAndVisit({
      first: `await fetch('http://127.0.0.1:9').catch(() => {}); ${fillSecond}`,
    });
    assertUntouched(findings);
    assert.deepEqual(findings.before.sort(), both);
  });

  it('fails the same checks when undici is imported directly', async () => {
    const findings = await bundleAndVisit({ alsoLoad: plainImport });
    assert.throws(() => assertUntouched(findings), /loading the client changes no slot/);
    const { before, version, fetched, changedByLoading, theirs } = findings;
    assert.deepEqual([before, version, fetched], [[], '3.10.1', 200]);
    assert.deepEqual(changedByLoading, both);
    assert.equal(theirs, 'bundled', "another extension's fetch would use our undici");
  });
});
