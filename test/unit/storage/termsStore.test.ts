import assert from 'node:assert/strict';
import type { AgreedTerms } from '../../../src/core/terms.ts';
import { SecretBox } from '../../../src/storage/secretBox.ts';
import { TermsStore } from '../../../src/storage/termsStore.ts';
import { refusal } from './helpers/errors.ts';
import { MemorySecrets } from './helpers/ports.ts';

const home = 'https://influx.example';
const agreed: AgreedTerms = {
  workspaceUrl: true,
  plainHttp: false,
  tls: { ca: 'f'.repeat(64), verifyCertificate: true },
};

describe('What a person agreed to for a server', () => {
  let secrets: MemorySecrets;
  let terms: TermsStore;

  beforeEach(() => {
    secrets = new MemorySecrets();
    terms = new TermsStore(new SecretBox(secrets));
  });

  it('comes back as it was, for that server only, until it is forgotten', async () => {
    await terms.write(home, agreed);
    assert.deepEqual(await terms.read(home), agreed);
    assert.equal(await terms.read(`${home}/a`), undefined);
    await terms.write(home, { ...agreed, tls: { ca: null, verifyCertificate: false } });
    assert.deepEqual((await terms.read(home))?.tls, { ca: null, verifyCertificate: false });
    await terms.forget(home);
    assert.equal(await terms.read(home), undefined);
  });

  it('counts as never agreed to where it cannot be read: half an approval is none', async () => {
    await terms.write(home, agreed);
    const [key = ''] = secrets.stored.keys();
    for (const garbage of [
      '',
      'garbage',
      'null',
      'true',
      '[]',
      '{}',
      '{"workspaceUrl":true}',
      '{"workspaceUrl":"yes","plainHttp":true,"tls":{"ca":null,"verifyCertificate":true}}',
      '{"workspaceUrl":true,"plainHttp":true,"tls":{}}',
      JSON.stringify(agreed).slice(0, -1),
    ]) {
      secrets.stored.set(key, garbage);
      assert.equal(await terms.read(home), undefined, garbage);
    }
  });

  it('keeps what a newer version has added, when this one writes it again', async () => {
    await terms.write(home, agreed);
    const [key = ''] = secrets.stored.keys();
    secrets.stored.set(key, JSON.stringify({ ...agreed, proxy: 'http://proxy.example' }));
    assert.deepEqual(await terms.read(home), agreed);
    await terms.write(home, { ...agreed, plainHttp: true });
    assert.deepEqual(JSON.parse(secrets.stored.get(key) ?? ''), {
      ...agreed,
      plainHttp: true,
      proxy: 'http://proxy.example',
    });
  });

  it('is neither read nor overwritten where a newer version gave it another meaning, until it is forgotten', async () => {
    await terms.write(home, agreed);
    const [key = ''] = secrets.stored.keys();
    const newer = JSON.stringify({ ...agreed, version: 2 });
    secrets.stored.set(key, newer);
    for (const work of [terms.read(home), terms.write(home, agreed)]) {
      assert.match((await refusal(work)).message, /newer version .* left alone\. Update the extension, or remove/);
    }
    assert.equal(secrets.stored.get(key), newer);
    await terms.forget(home);
    assert.equal(await terms.read(home), undefined);
  });

  it('is told to a person where the keyring fails: nothing counts as agreed to then', async () => {
    await terms.write(home, agreed);
    secrets.failure = new Error('locked');
    for (const work of [terms.read(home), terms.write(home, agreed), terms.forget(home)]) {
      assert.match((await refusal(work)).message, /secret storage of this machine failed: locked/);
    }
  });
});
