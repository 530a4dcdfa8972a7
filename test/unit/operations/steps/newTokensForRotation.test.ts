import assert from 'node:assert/strict';
import { untranslated } from '../../../../src/core/l10n.ts';
import { UserError } from '../../../../src/core/errors.ts';
import type { NewToken } from '../../../../src/influxdb/decode.ts';
import type { Connection } from '../../../../src/servers/connections.ts';
import { newToken, plannedRequest } from '../support/newToken.ts';
import { keyringFailure, operationFixture, type OperationFixture } from '../support/operationFixture.ts';
import { rejection } from '../support/rejection.ts';

describe('NewTokens for a rotation', () => {
  let fixture: OperationFixture;
  let connection: Connection;
  let created: NewToken;

  beforeEach(async () => {
    fixture = await operationFixture();
    connection = await fixture.servers.connections.prepare(fixture.server);
    created = newToken('ci-2');
  });

  const stored = async () => fixture.servers.tokens.listStored(fixture.identity);
  const signInKind = async () => (await fixture.servers.tokens.readSignIn(fixture.identity)).kind;

  describe('createForRotation', () => {
    const create = async ({ signsIn = false, copiesToClipboard = false } = {}) =>
      fixture.newTokens.createForRotation(
        connection,
        plannedRequest(() => Promise.resolve(created), { signsIn }),
        { copiesToClipboard },
      );

    it('only stores the token, for good', async () => {
      fixture.settings.keepCreatedTokens = false;
      assert.equal(await create(), created);
      const { hash } = created.token;
      assert.deepEqual(await stored(), [{ hash, name: 'ci-2', untilSavedElsewhere: false }]);
      assert.deepEqual(fixture.notice.events, []);
      assert.equal(fixture.clipboard.content, undefined);
      assert.equal(await signInKind(), 'none');
    });

    it('signs in and copies the token if the rotation needs it', async () => {
      await create({ signsIn: true, copiesToClipboard: true });
      assert.equal(await signInKind(), 'token');
      assert.equal(fixture.clipboard.content, created.token);
      assert.deepEqual(fixture.notice.kinds, ['signedIn']);
    });

    it('succeeds if the token cannot be copied', async () => {
      fixture.clipboard.failure = new UserError(untranslated('no clipboard'));
      assert.equal(await create({ copiesToClipboard: true }), created);
    });

    it('throws what the request throws, and stores nothing', async () => {
      const failure = new UserError(untranslated('refused'));
      const creating = fixture.newTokens.createForRotation(
        connection,
        plannedRequest(() => Promise.reject(failure)),
        { copiesToClipboard: false },
      );
      assert.equal(await rejection(creating), failure);
      assert.deepEqual(await stored(), []);
    });

    it('throws if signing in fails, and the token stays stored', async () => {
      fixture.servers.tokens.storeSignIn = () => Promise.reject(keyringFailure);
      assert.equal(await rejection(create({ signsIn: true, copiesToClipboard: true })), keyringFailure);
      assert.equal((await stored()).length, 1);
      assert.equal(fixture.clipboard.content, undefined);
    });

    it('throws if the token cannot be stored, and asks until it is in a safe place', async () => {
      fixture.secrets.failure = keyringFailure;
      const reloaded = new Promise<void>((resolve) => {
        fixture.servers.store.reload = () => {
          resolve();
          return Promise.resolve();
        };
      });
      fixture.notice.rescue = async (_connection, _created, _error, { store }) => {
        fixture.secrets.failure = undefined;
        await store();
        return true;
      };
      assert.ok((await rejection(create({ signsIn: true, copiesToClipboard: true }))) instanceof UserError);
      await reloaded;
      const { hash } = created.token;
      assert.deepEqual(await stored(), [{ hash, name: 'ci-2', untilSavedElsewhere: false }]);
      assert.deepEqual(fixture.notice.kinds, ['notStored']);
      assert.equal(await signInKind(), 'none', 'resuming the rotation signs in');
    });
  });

  describe('askWhetherSaved', () => {
    const ask = async () => fixture.newTokens.askWhetherSaved(connection, 'ci-2', created.token.hash);
    const isUntilSaved = async () => (await stored()).map(({ untilSavedElsewhere }) => untilSavedElsewhere);

    beforeEach(async () => {
      fixture.settings.keepCreatedTokens = false;
      const { token, name } = created;
      await fixture.servers.tokens.store(fixture.identity, token, name, { untilSavedElsewhere: false });
    });

    it('asks, and stores the token only until the answer', async () => {
      await ask();
      assert.deepEqual(fixture.notice.events, [{ kind: 'confirmSaved', name: 'ci-2' }]);
      assert.deepEqual(await isUntilSaved(), [true]);
    });

    it('does nothing if created tokens stay stored', async () => {
      fixture.settings.keepCreatedTokens = true;
      await ask();
      assert.deepEqual(fixture.notice.events, []);
      assert.deepEqual(await isUntilSaved(), [false]);
    });

    it('does nothing if the token is no longer stored', async () => {
      await fixture.servers.tokens.remove(fixture.identity, created.token.hash);
      await ask();
      assert.deepEqual(fixture.notice.events, []);
      assert.deepEqual(await stored(), []);
    });

    it('shows a failure of the secret storage, without throwing', async () => {
      fixture.secrets.failure = keyringFailure;
      await ask();
      assert.deepEqual(fixture.notice.events, []);
      assert.equal(fixture.notice.errors.length, 1);
    });
  });
});
