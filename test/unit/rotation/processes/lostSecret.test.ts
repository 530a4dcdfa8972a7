import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Token } from '../../../../src/core/token/token.ts';
import { createOperatorToken } from '../../../../src/influxdb/createOperatorToken.ts';
import { listIfAccepted } from '../../../../src/influxdb/listTokens.ts';
import type { Journal } from '../../../../src/rotation/journal.ts';
import { Rotation } from '../../../../src/rotation/rotation.ts';
import { RotationStopped } from '../../../../src/rotation/stopped.ts';
import { startTokenServer, type TokenServer } from '../../../support/influxdb3/server.ts';
import { identity, newJournal, RotationFixture } from './rotationFixture.ts';

describe('Rotation of the operator token, when the keyring loses the new one', () => {
  let root: string;
  let server: TokenServer;
  let fixture: RotationFixture;
  let old: Token;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'influxdb3-lost-'));
    server = await startTokenServer();
    fixture = new RotationFixture(root, server.url);
    old = (await createOperatorToken(fixture.endpoint)).token;
    await fixture.tokens.storeSignIn(identity, old, '_admin');
    await fixture.write({ '.env': Buffer.from(`TOKEN=${old.reveal()}`) });
  });
  afterEach(async () => {
    await server.close();
    await rm(root, { recursive: true });
  });

  for (const how of ['finish', 'undo'] as const) {
    for (const stage of ['placing', 'writing', 'ending'] as const) {
      it(`leaves one that works after ${how} (${stage})`, async () => {
        const journal = await stoppedAfter(stage);
        await fixture.tokens.remove(identity, journal.next.hash ?? '');
        await fixture.tokens.removeSignIn(identity);
        await new Rotation(journal, fixture.ports())[how]();
        assert.deepEqual(
          server.tokens().map(({ name }) => name),
          ['_admin'],
        );
        assert.deepEqual(await acceptedNames(), ['_admin']);
      });
    }
  }

  it('restores the new one from a file', async () => {
    const journal = await stoppedAfter('ending');
    await fixture.tokens.remove(identity, journal.next.hash ?? '');
    await fixture.tokens.removeSignIn(identity);
    await new Rotation(journal, fixture.ports()).finish();
    assert.ok(await fixture.tokens.findByHash(identity, journal.next.hash ?? ''));
  });

  async function stoppedAfter(stage: Journal['stage']): Promise<Journal> {
    const ports = fixture.ports();
    const journals = {
      remove: (id: string) => fixture.journals.remove(id),
      async write(journal: Journal) {
        await fixture.journals.write(journal);
        if (journal.stage === stage) {
          throw new Error('killed');
        }
      },
    };
    await assert.rejects(
      new Rotation(newJournal('operator', old, '_admin', true), { ...ports, journals }).begin(),
      RotationStopped,
    );
    const [journal] = await fixture.journals.readAll();
    assert.equal(journal?.stage, stage);
    return journal;
  }

  async function acceptedNames(): Promise<string[]> {
    const names: string[] = [];
    for (const { name, hash } of await fixture.tokens.listStored(identity)) {
      const token = await fixture.tokens.findByHash(identity, hash);
      if (token !== undefined && typeof (await listIfAccepted(fixture.endpoint, token)) !== 'string') {
        names.push(name);
      }
    }
    return names;
  }
});
