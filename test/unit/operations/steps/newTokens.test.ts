import assert from 'node:assert/strict';
import { untranslated } from '../../../../src/core/l10n.ts';
import { mock } from 'node:test';
import { UserError } from '../../../../src/core/errors.ts';
import type { NewToken } from '../../../../src/influxdb/decode.ts';
import type { NewTokenState } from '../../../../src/operations/steps/newTokenNotice.ts';
import { ServerError } from '../../../../src/influxdb/transport/serverError.ts';
import { ResponseLost } from '../../../../src/operations/steps/tokenRequest/journaledRequest.ts';
import type { Connection } from '../../../../src/servers/connections.ts';
import { keyringFailure, operationFixture, strangerToken, type OperationFixture } from '../support/operationFixture.ts';
import { until } from '../../influxdb/helpers/until.ts';
import { newToken, plannedRequest } from '../support/newToken.ts';
import { rejection } from '../support/rejection.ts';
import { tokenRequest } from '../support/tokenRequest.ts';

describe('NewTokens', () => {
  let fixture: OperationFixture;
  let connection: Connection;
  let created: NewToken;

  beforeEach(async () => {
    fixture = await operationFixture();
    connection = await fixture.servers.connections.prepare(fixture.server);
    created = newToken('ci');
  });

  const create = async ({ signsIn = false, token = created } = {}) =>
    fixture.newTokens.create(
      connection,
      plannedRequest(() => Promise.resolve(token), { signsIn }),
    );
  const stored = async () => fixture.servers.tokens.listStored(fixture.identity);
  const signInHash = async () => {
    const signIn = await fixture.servers.tokens.readSignIn(fixture.identity);
    return signIn.kind === 'token' ? signIn.token.hash : undefined;
  };
  const shownState = (): NewTokenState => {
    const state = fixture.notice.events.findLast((event) => event.state !== undefined)?.state;
    assert.ok(state !== undefined);
    return state;
  };

  describe('the journal of requests', () => {
    const journal = async () => (await fixture.servers.requests.readAll()).map(({ name }) => name);

    afterEach(() => mock.timers.reset());

    it('has the request while it is sent, and until VS Code has written the stored token', async () => {
      mock.timers.enable({ apis: ['setTimeout'] });
      let whileSent: string[] = [];
      const send = async () => {
        whileSent = await journal();
        return created;
      };
      await fixture.newTokens.create(connection, plannedRequest(send));
      assert.deepEqual(whileSent, ['ci']);
      assert.deepEqual(await journal(), ['ci']);
      mock.timers.tick(10_000);
      mock.timers.reset();
      await until('the request has ended', async () => (await journal()).length === 0);
    });

    it('does not have a request that changed nothing', async () => {
      const refusal = new ServerError('tokenNameExists', untranslated('taken'), { outcome: 'nothing' });
      await assert.rejects(
        fixture.newTokens.create(
          connection,
          plannedRequest(() => Promise.reject(refusal)),
        ),
      );
      assert.deepEqual(await journal(), []);
    });

    it('keeps a request whose response was lost', async () => {
      const lost = new ServerError('connectionLost', untranslated('lost'), { outcome: 'unknown' });
      const error = await rejection(
        fixture.newTokens.create(
          connection,
          plannedRequest(() => Promise.reject(lost)),
        ),
      );
      assert.ok(error instanceof ResponseLost);
      assert.deepEqual(await journal(), ['ci']);
    });

    it('keeps an earlier request for a token with this name on a different server at the same URL', async () => {
      const { server, identity, servers, tokenServer } = fixture;
      const clusters = [undefined, tokenServer.clusterUuid, 'another'];
      for (const cluster of clusters) {
        const open = await servers.requests.begin({
          ...tokenRequest({ route: 'createNamed', name: 'ci' }),
          server: { name: server.name, url: server.url, identity },
          ...(cluster === undefined ? {} : { cluster }),
        });
        await open.release();
      }
      await create();
      const left = (await servers.requests.readAll()).filter(({ received }) => received === undefined);
      assert.deepEqual(
        left.map(({ cluster }) => cluster),
        ['another'],
      );
    });

    it('prevents a request that cannot be written down', async () => {
      let isSent = false;
      fixture.servers.requests.begin = () => Promise.reject(new UserError(untranslated('the disk is full')));
      const send = () => {
        isSent = true;
        return Promise.resolve(created);
      };
      await assert.rejects(fixture.newTokens.create(connection, plannedRequest(send)), UserError);
      assert.equal(isSent, false);
    });
  });

  describe('create', () => {
    it('stores the token before it is copied and shown', async () => {
      const before: string[] = [];
      const { clipboard, notice } = fixture;
      const copy = clipboard.copy.bind(clipboard);
      clipboard.copy = async (...args) => {
        before.push(...(await stored()).map(({ name }) => name));
        return copy(...args);
      };
      assert.equal(await create(), created);
      assert.deepEqual(before, ['ci']);
      assert.equal(clipboard.content, created.token);
      assert.equal(clipboard.clears, true);
      assert.deepEqual(notice.kinds, ['created']);
      assert.equal(shownState().isSignedIn, false);
      assert.equal(shownState().clipboardSeconds, 60);
    });

    it('keeps a token that another window signed in with in the meantime', async () => {
      const other = strangerToken();
      await fixture.servers.tokens.storeSignIn(fixture.identity, other, 'other');
      await create({ signsIn: true });
      assert.equal(await signInHash(), created.token.hash);
      assert.deepEqual((await stored()).map(({ name }) => name).sort(), ['ci', 'other']);
    });

    it('stores and shows nothing when the request fails', async () => {
      const failure = new UserError(untranslated('refused'));
      const creating = fixture.newTokens.create(
        connection,
        plannedRequest(() => Promise.reject(failure), { signsIn: true }),
      );
      assert.equal(await rejection(creating), failure);
      assert.deepEqual(await stored(), []);
      assert.deepEqual(fixture.notice.events, []);
      assert.equal(fixture.clipboard.content, undefined);
    });

    for (const keepCreatedTokens of [true, false]) {
      it(`stores the token ${keepCreatedTokens ? 'for good' : 'until it is saved elsewhere'}`, async () => {
        fixture.settings.keepCreatedTokens = keepCreatedTokens;
        await create();
        const { hash } = created.token;
        assert.deepEqual(await stored(), [{ hash, name: 'ci', untilSavedElsewhere: !keepCreatedTokens }]);
      });
    }

    it('shows that the token could not be copied', async () => {
      fixture.clipboard.failure = new UserError(untranslated('no clipboard'));
      await create();
      assert.equal(shownState().clipboardSeconds, undefined);
      assert.ok(fixture.log.some((message) => message.includes('no clipboard')));
      assert.equal((await stored()).length, 1);
    });

    it('signs in, and remembers the cluster that created the token', async () => {
      await create({ signsIn: true, token: newToken('ci', { clusterUuid: 'cluster-of-token' }) });
      const approvals = await fixture.servers.approvals.read(fixture.identity);
      assert.equal(approvals?.cluster, 'cluster-of-token');
      assert.deepEqual(fixture.notice.kinds, ['created', 'signedIn']);
      assert.equal(shownState().isSignedIn, true);
    });

    it('asks the server for its cluster if the response did not name it', async () => {
      await create({ signsIn: true });
      const approvals = await fixture.servers.approvals.read(fixture.identity);
      assert.equal(approvals?.cluster, fixture.tokenServer.clusterUuid);
    });

    it('signs in even if the cluster is unknown', async () => {
      await fixture.proxy.arm({ kind: 'refuse' });
      await create({ signsIn: true });
      assert.equal(await signInHash(), created.token.hash);
      assert.equal((await fixture.servers.approvals.read(fixture.identity))?.cluster, undefined);
    });

    it('shows a failed sign-in, and still copies the stored token', async () => {
      fixture.servers.tokens.storeSignIn = () => Promise.reject(keyringFailure);
      await create({ signsIn: true });
      assert.deepEqual(fixture.notice.kinds, ['signInFailed', 'created']);
      assert.deepEqual(fixture.notice.errors, [keyringFailure]);
      assert.equal(shownState().isSignedIn, false);
      assert.equal(fixture.clipboard.content, created.token);
      assert.equal((await stored()).length, 1);
    });
  });

  describe('the journal', () => {
    const inJournal = async () => (await fixture.servers.requests.readAll()).map(({ received }) => received?.isDone);

    it('records that all is done', async () => {
      await create({ signsIn: true });
      assert.deepEqual(await inJournal(), [true]);
    });

    it('records that all is done when only copying failed', async () => {
      fixture.clipboard.failure = new UserError(untranslated('no clipboard'));
      await create();
      assert.deepEqual(await inJournal(), [true]);
    });

    it('keeps the request when signing in failed, because the next start signs in', async () => {
      fixture.servers.tokens.storeSignIn = () => Promise.reject(keyringFailure);
      await create({ signsIn: true });
      assert.deepEqual(await inJournal(), [undefined]);
    });

    it('keeps the request when VS Code no longer responds after the token was stored', async () => {
      fixture.clipboard.copy = () => {
        fixture.secrets.failure = new Error('Canceled');
        return Promise.reject(new UserError(untranslated('no clipboard')));
      };
      await create();
      assert.deepEqual(await inJournal(), [undefined]);
    });

    for (const isCopied of [true, false]) {
      it(`records that a token that is not stored was ${isCopied ? '' : 'not '}copied`, async () => {
        fixture.secrets.failure = keyringFailure;
        fixture.clipboard.failure = isCopied ? undefined : new UserError(untranslated('no clipboard'));
        const copied = new Promise<void>((resolve) => {
          fixture.notice.rescue = async (_connection, _created, _error, { copy }) => {
            await copy().catch(() => undefined);
            resolve();
            return new Promise<never>(() => undefined);
          };
        });
        await create();
        await copied;
        assert.deepEqual(await inJournal(), [isCopied ? false : undefined]);
      });
    }
  });

  describe('a token that could not be stored', () => {
    beforeEach(() => {
      fixture.secrets.failure = keyringFailure;
    });

    it('does not fail the command, and is neither copied nor shown as created', async () => {
      assert.equal(await create({ signsIn: true }), created);
      assert.deepEqual(fixture.notice.kinds, ['notStored']);
      assert.match(String(fixture.notice.errors[0]), /The keyring is locked/);
      assert.equal(fixture.clipboard.content, undefined);
      assert.ok(fixture.log.some((message) => message.includes(keyringFailure.message)));
    });

    it('is stored by a second try, and is then signed in with and shown', async () => {
      fixture.settings.keepCreatedTokens = false;
      const shown = new Promise<void>((resolve) => {
        const { created: show } = fixture.notice;
        fixture.notice.created = (...args) => {
          show(...args);
          resolve();
        };
      });
      fixture.notice.rescue = async (_connection, _created, _error, { store }) => {
        assert.ok((await rejection(store())) instanceof UserError, 'the keyring still fails');
        fixture.secrets.failure = undefined;
        await store();
        return true;
      };
      await create({ signsIn: true });
      await shown;
      const { hash } = created.token;
      assert.deepEqual(fixture.notice.kinds, ['notStored', 'created', 'signedIn']);
      assert.deepEqual(await stored(), [{ hash, name: 'ci', untilSavedElsewhere: true }]);
      assert.equal(await signInHash(), hash);
    });

    it('stays on the clipboard if the user copies it', async () => {
      const done = new Promise<void>((resolve) => {
        fixture.notice.rescue = async (_connection, _created, _error, { copy }) => {
          await copy();
          resolve();
          return false;
        };
      });
      await create();
      await done;
      await settled();
      assert.equal(fixture.clipboard.content, created.token);
      assert.equal(fixture.clipboard.clears, false);
      assert.deepEqual(fixture.notice.kinds, ['notStored']);
    });
  });

  describe('use', () => {
    it('signs in with the token, preserves the previous one, and reloads the list', async () => {
      const operator = await fixture.signedInAsOperator();
      const token = await fixture.createElsewhere(operator, 'ci');
      await create({ token: { ...created, token } });
      await shownState().use();
      assert.equal(await signInHash(), token.hash);
      assert.ok((await stored()).some(({ hash }) => hash === operator.hash));
      assert.deepEqual(
        fixture.servers.store.state(fixture.server).tokens?.map(({ name }) => name),
        ['_admin', 'ci'],
      );
    });

    it('throws if the secret storage fails', async () => {
      await create();
      fixture.secrets.failure = keyringFailure;
      await assert.rejects(shownState().use(), UserError);
    });
  });

  describe('signIn', () => {
    it('stores the token before its cluster', async () => {
      await fixture.servers.tokens.storeSignIn(fixture.identity, strangerToken(), 'previous');
      fixture.servers.tokens.storeSignIn = () => Promise.reject(keyringFailure);
      await assert.rejects(fixture.newTokens.signIn(connection, created), UserError);
      assert.equal(await fixture.servers.approvals.read(fixture.identity), undefined);
    });
  });
});

/** Waits long enough for work that is already under way in memory. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    await new Promise(setImmediate);
  }
}
