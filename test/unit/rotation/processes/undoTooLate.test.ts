import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rotation } from '../../../../src/rotation/rotation.ts';
import { RotationStopped } from '../../../../src/rotation/stopped.ts';
import { createNamedToken } from '../../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../../src/influxdb/createOperatorToken.ts';
import type { Fault } from '../../../support/influxdb3/faults.ts';
import { startTokenServer, type TokenServer } from '../../../support/influxdb3/server.ts';
import { identity, newJournal, RotationFixture } from './rotationFixture.ts';

const lostDelete: Fault = { kind: 'close', when: 'afterWork', method: 'DELETE' };
const regenerate = '/api/v3/configure/token/admin/regenerate';
const lostRegenerate: Fault = { kind: 'close', when: 'afterWork', path: regenerate };

describe('Rotation.undo, when the old token no longer works', () => {
  let root: string;
  let server: TokenServer;
  let fixture: RotationFixture;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'influxdb3-undone-'));
    server = await startTokenServer();
    fixture = new RotationFixture(root, server.url);
  });
  afterEach(async () => {
    await server.close();
    await rm(root, { recursive: true });
  });

  for (const [kind, fault] of [
    ['named', lostDelete],
    ['operator', lostRegenerate],
  ] as const) {
    it(`removes the old token from secret storage and keeps the new one: ${kind}`, async () => {
      const operator = await createOperatorToken(fixture.endpoint);
      const ci = await createNamedToken(fixture.endpoint, operator.token, 'ci', undefined);
      const old = kind === 'named' ? ci : operator;
      await fixture.tokens.storeSignIn(identity, old.token, old.name);
      await fixture.tokens.store(identity, old.token, old.name, { untilSavedElsewhere: false });
      await fixture.write({ '.env': Buffer.from(`TOKEN=${old.token.reveal()}`) });

      server.faults.add(fault);
      const journal = newJournal(kind, old.token, old.name, true);
      await assert.rejects(new Rotation(journal, fixture.ports()).begin(), RotationStopped);
      const saved = await fixture.journals.read(journal.id);
      assert.ok(saved);
      const result = await new Rotation(saved, fixture.ports()).undo();

      assert.equal(result.old, kind === 'named' ? 'deleted' : 'replaced');
      const stored = await fixture.tokens.listStored(identity);
      assert.ok(!stored.some(({ hash }) => hash === old.token.hash), 'the old token is no longer stored');
      const signIn = await fixture.tokens.readSignIn(identity);
      assert.ok(signIn.kind === 'token' && server.tokens().some(({ hash }) => signIn.token.matches(String(hash))));
      assert.deepEqual(await fixture.journals.readAll(), []);
    });
  }
});
