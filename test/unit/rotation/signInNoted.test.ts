import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PersonPort } from '../../../src/core/rotation/ports.ts';
import { Rotation } from '../../../src/core/rotation/rotation.ts';
import { RotationStopped } from '../../../src/core/rotation/stopped.ts';
import type { Token } from '../../../src/core/token.ts';
import { createNamedToken } from '../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../src/influxdb/createOperatorToken.ts';
import { startTokenServer, type TokenServer } from '../../influxdb3/server.ts';
import { MemorySecrets } from '../storage/helpers/ports.ts';
import { identity, newJournal, World } from './world.ts';

/** A keyring that stores a sign-in, and then says that it could not: it answered too late, for example. */
class LateSecrets extends MemorySecrets {
  isLate = false;

  override async store(key: string, value: string): Promise<void> {
    await super.store(key, value);
    if (this.isLate && key.startsWith('signIn|')) {
      this.isLate = false;
      throw new Error('it gave no answer');
    }
  }
}

describe('A keyring that stores a sign-in, and says that it could not, stops a rotation', () => {
  let root: string;
  let server: TokenServer;
  let secrets: LateSecrets;
  let world: World;
  let old: Token;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'influxdb3-late-'));
    server = await startTokenServer();
    secrets = new LateSecrets();
    world = new World(root, server.url, secrets);
    const operator = await createOperatorToken(world.endpoint);
    old = (await createNamedToken(world.endpoint, operator.token, 'ci', undefined)).token;
    await world.tokens.storeSignIn(identity, old, 'ci');
    await world.tokens.keep(identity, old, 'ci', false);
    await world.write({ '.env': Buffer.from(`TOKEN=${old.reveal()}`) });
  });
  afterEach(async () => {
    await server.close();
    await rm(root, { recursive: true });
  });

  it('which, finished later, has the name of the new token noted', async () => {
    secrets.isLate = true;
    await assert.rejects(begun(), RotationStopped);
    await (await resumed()).finish();
    await expectSignIn('ci-2');
  });

  it('when the person went back to the old token while the rotation waited; the same then', async () => {
    await begun({ retire: () => Promise.resolve({ later: new Date() }) });
    await world.tokens.storeSignIn(identity, old, 'ci');
    secrets.isLate = true;
    await assert.rejects(async () => (await resumed()).finish(), RotationStopped);
    await (await resumed()).finish();
    await expectSignIn('ci-2');
  });

  it('or its undo, which, undone to the end, has the name of the old token noted', async () => {
    await begun({ retire: () => Promise.resolve({ later: new Date() }) });
    secrets.isLate = true;
    await assert.rejects(async () => (await resumed()).undo(), RotationStopped);
    await (await resumed()).undo();
    await expectSignIn('ci');
  });

  it('but what the person signed in with meanwhile stays', async () => {
    await begun({ retire: () => Promise.resolve({ later: new Date() }) });
    const other = await createNamedToken(world.endpoint, old, 'other', undefined);
    await world.tokens.storeSignIn(identity, other.token, 'other');
    await (await resumed()).finish();
    await expectSignIn('other');
  });

  function begun(person: Partial<PersonPort> = {}) {
    return new Rotation(newJournal('named', old, 'ci', true), world.ports(person)).begin();
  }

  async function resumed(): Promise<Rotation> {
    const journal = await world.journals.read('test-named');
    assert.ok(journal);
    return new Rotation(journal, world.ports());
  }

  async function expectSignIn(name: string): Promise<void> {
    const signIn = await world.tokens.signIn(identity);
    assert.ok(signIn.kind === 'token');
    const row = server.tokens().find(({ hash }) => signIn.token.matches(String(hash)));
    assert.deepEqual({ noted: signIn.name, listed: row?.name }, { noted: name, listed: name });
  }
});
