import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Reference } from '../../../../src/content/edits.ts';
import { tokenConsumers } from '../../../../src/operations/steps/tokenConsumers.ts';
import type { Journal } from '../../../../src/rotation/journal.ts';
import { strangerToken } from '../support/operationFixture.ts';

describe('tokenConsumers', () => {
  const token = strangerToken();
  let folder = '';
  let isComplete: boolean | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'consumers-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };

  const find = async (
    updated: readonly string[],
    {
      reference = null as Reference | null,
      failed = [] as string[],
      signal = new AbortController().signal,
      maxFiles = 2000,
    } = {},
  ) => {
    const edits: Journal['files'][number]['edits'] = [{ start: 0, writing: { form: 'plain' }, reference }];
    const files = updated.map((file) => ({
      folder: 'app',
      file,
      path: join(folder, file),
      before: '',
      after: '',
      edits,
    }));
    const left = failed.map((file) => ({
      folder: 'app',
      file,
      path: join(folder, file),
      reason: 'failed' as const,
      wanted: true,
    }));
    const next = { how: 'create' as const, name: 'ci', lifetime: null, hash: token.hash, id: null, expiry: null };
    const found = await tokenConsumers({ folders: [{ name: 'app', path: folder }], files, left, next }, signal, {
      maxFiles,
      maxSize: 256 * 1024,
    });
    isComplete = found.isComplete;
    return found.consumers.map((consumer) => `${consumer.kind} ${consumer.name} ${consumer.folder}/${consumer.file}`);
  };

  it('reads which variables of an env file the new token is in', async () => {
    write('.env', `OTHER=1\nexport INFLUX_TOKEN=${token.reveal()}\n`);
    write('compose.yaml', 'services:\n  a:\n    image: "${INFLUX_TOKEN}"\n  b:\n    image: "${OTHER}"\n');
    assert.deepEqual(await find(['.env']), ['compose a app/compose.yaml']);
  });

  it('finds the token in base64, and a reference only in the file that got it', async () => {
    const secret = 'kind: Secret\nmetadata: { name: s }\ndata:\n  t: ';
    write('k8s/secret.yaml', `${secret}${Buffer.from(token.reveal()).toString('base64')}\n`);
    write('k8s/app.yaml', 'kind: Pod\nmetadata: { name: p }\nspec:\n  envFrom: [{ secretRef: { name: s } }]\n');
    assert.deepEqual(await find(['k8s/secret.yaml']), ['kubernetes Pod p app/k8s/app.yaml']);
    const service = 'services:\n  a:\n    image: "${T}"\n';
    write('one.yaml', service);
    write('other.yaml', service);
    const reference = { text: '${T}', before: '', after: '' };
    assert.deepEqual(await find(['one.yaml'], { reference }), ['compose a app/one.yaml']);
  });

  it('ignores excluded folders, links, and files that were not updated', async () => {
    write('app.env', `T=${token.reveal()}\n`);
    const service = 'services:\n  a:\n    env_file: app.env\n';
    write('node_modules/x/compose.yaml', service.replace('app.env', '../../app.env'));
    write('big.yaml', service + '#'.repeat(300 * 1024));
    assert.deepEqual(await find(['app.env']), []);
    write('compose.yaml', service);
    symlinkSync(join(folder, 'compose.yaml'), join(folder, 'linked.yaml'));
    assert.deepEqual(await find(['app.env']), ['compose a app/compose.yaml']);
    assert.deepEqual(await find(['app.env'], { failed: ['app.env'] }), []);
    assert.deepEqual(await find(['gone.env']), []);
  });

  it('finds nothing when it is aborted, without failing', async () => {
    write('app.env', `T=${token.reveal()}\n`);
    write('compose.yaml', 'services:\n  a:\n    env_file: app.env\n');
    assert.deepEqual(await find(['app.env'], { signal: AbortSignal.abort() }), []);
    assert.equal(isComplete, false);
  });

  it('is incomplete only with more files than it reads', async () => {
    write('app.env', `T=${token.reveal()}\n`);
    write('compose.yaml', 'services:\n  a:\n    env_file: app.env\n');
    write('other.yaml', '');
    assert.deepEqual(await find(['app.env'], { maxFiles: 2 }), ['compose a app/compose.yaml']);
    assert.equal(isComplete, true);
    await find(['app.env'], { maxFiles: 1 });
    assert.equal(isComplete, false);
  });
});
