import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PersonPort } from '../../../../src/rotation/ports.ts';
import { Rotation } from '../../../../src/rotation/rotation.ts';
import { RotationStopped } from '../../../../src/rotation/stopped.ts';
import type { Token } from '../../../../src/core/token/token.ts';
import { createNamedToken } from '../../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../../src/influxdb/createOperatorToken.ts';
import { startTokenServer, type TokenServer } from '../../../support/influxdb3/server.ts';
import { MemorySecrets } from '../../storage/helpers/memoryStorage.ts';
import { identity, newJournal, RotationFixture } from './rotationFixture.ts';

/** A keyring that stores a sign-in token but reports a failure, for example because it responded too late. */
class LateSecrets extends MemorySecrets {
  isLate = false;

  override async store(key: string, value: string): Promise<void> {
    await super.store(key, value);
    if (this.isLate && key.startsWith('signIn|')) {
      this.isLate = false;
      throw new Error('the keyring did not respond');
    }
  }
}

describe('Rotation, when the keyring stores a sign-in token but reports a failure', () => {
  let root: string;
  let server: TokenServer;
  let secrets: LateSecrets;
  let fixture: RotationFixture;
  let old: Token;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'influxdb3-late-'));
    server = await startTokenServer();
    secrets = new LateSecrets();
    fixture = new RotationFixture(root, server.url, secrets);
    const operator = await createOperatorToken(fixture.endpoint);
    old = (await createNamedToken(fixture.endpoint, operator.token, 'ci', undefined)).token;
    await fixture.tokens.storeSignIn(identity, old, 'ci');
    await fixture.tokens.store(identity, old, 'ci', { untilSavedElsewhere: false });
    await fixture.write({ '.env': Buffer.from(`TOKEN=${old.reveal()}`) });
  });
  afterEach(async () => {
    await server.close();
    await rm(root, { recursive: true });
  });

  it('stores the name of the new token when it is finished later', async () => {
    secrets.isLate = true;
    await assert.rejects(begin(), RotationStopped);
    await (await reopen()).finish();
    await expectSignIn('ci-2');
  });

  it('stores the name of the new token when the user switched back to the old one', async () => {
    await begin({ chooseRetirement: () => Promise.resolve({ later: new Date() }) });
    await fixture.tokens.storeSignIn(identity, old, 'ci');
    secrets.isLate = true;
    await assert.rejects(async () => (await reopen()).finish(), RotationStopped);
    await (await reopen()).finish();
    await expectSignIn('ci-2');
  });

  it('stores the name of the old token when the undo is repeated', async () => {
    await begin({ chooseRetirement: () => Promise.resolve({ later: new Date() }) });
    secrets.isLate = true;
    await assert.rejects(async () => (await reopen()).undo(), RotationStopped);
    await (await reopen()).undo();
    await expectSignIn('ci');
  });

  it('keeps the sign-in when the user signed in with a different token', async () => {
    await begin({ chooseRetirement: () => Promise.resolve({ later: new Date() }) });
    const other = await createNamedToken(fixture.endpoint, old, 'other', undefined);
    await fixture.tokens.storeSignIn(identity, other.token, 'other');
    await (await reopen()).finish();
    await expectSignIn('other');
  });

  function begin(person: Partial<PersonPort> = {}) {
    return new Rotation(newJournal('named', old, 'ci', true), fixture.ports(person)).begin();
  }

  async function reopen(): Promise<Rotation> {
    const journal = await fixture.journals.read('test-named');
    assert.ok(journal);
    return new Rotation(journal, fixture.ports());
  }

  async function expectSignIn(name: string): Promise<void> {
    const signIn = await fixture.tokens.readSignIn(identity);
    assert.ok(signIn.kind === 'token');
    const row = server.tokens().find(({ hash }) => signIn.token.matches(String(hash)));
    assert.deepEqual({ stored: signIn.name, listed: row?.name }, { stored: name, listed: name });
  }
});
