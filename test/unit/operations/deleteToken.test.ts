import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { Canceled, UserError } from '../../../src/core/errors.ts';
import type { Token } from '../../../src/core/token/token.ts';
import { deleteToken as deleteOnServer } from '../../../src/influxdb/deleteToken.ts';
import { regenerateOperatorToken } from '../../../src/influxdb/regenerateOperatorToken.ts';
import { ServerError } from '../../../src/influxdb/transport/serverError.ts';
import { deleteToken } from '../../../src/operations/deleteToken.ts';
import type { TokenSelection } from '../../../src/operations/steps/chooseToken.ts';
import { RemedyError } from '../../../src/operations/remedy.ts';
import { LastTokenError } from '../../../src/rotation/removal.ts';
import { RotationInProgressError } from '../../../src/rotation/tokenLock.ts';
import { sentence, sentencePattern } from '../../support/sentences.ts';
import { endpointOf } from '../influxdb/helpers/endpoint.ts';
import { fileWithToken } from './support/fileWithToken.ts';
import { onceRequested } from './support/onceRequested.ts';
import { keyringFailure, strangerToken, type OperationFixture } from './support/operationFixture.ts';
import { onlyRemedy, rejection, remedyError } from './support/rejection.ts';
import { ScriptedPerson, type Answer } from './support/scriptedPerson.ts';
import { signInHash, signInWith, signOut, store, storedHashes } from './support/storedState.ts';
import { tokenRequest } from './support/tokenRequest.ts';
import { unfinishedRotation } from './support/unfinishedRotation.ts';
import { withNamedToken } from './support/withNamedToken.ts';

const path = '/api/v3/configure/token';

describe('deleteToken', () => {
  let fixture: OperationFixture;
  let operator: Token;
  let ci: Token;

  beforeEach(async () => {
    ({ fixture, operator, ci } = await withNamedToken());
  });

  const remove = async (person: ScriptedPerson, selection?: TokenSelection) => {
    const record = await deleteToken(fixture.server, selection, { ...fixture, person });
    person.done();
    return record;
  };
  const yes = () => new ScriptedPerson([{ confirm: true }]);
  const external = (answers: readonly Answer[]) => new ScriptedPerson(answers, { isExternal: true });
  const deletions = () => fixture.tokenServer.requests.filter(({ method }) => method === 'DELETE').length;
  const assertNotDeleted = () => {
    assert.deepEqual(fixture.names(), ['_admin', 'ci']);
    assert.equal(deletions(), 0);
  };

  it('ends requests for the token, because what they did no longer matters', async () => {
    const { server, identity } = fixture;
    const request = {
      ...tokenRequest({ route: 'createNamed', name: 'ci' }),
      server: { name: server.name, url: server.url, identity },
    } as const;
    await fixture.servers.requests.begin(request);
    await fixture.servers.requests.begin({ ...request, cluster: 'another' });
    await remove(yes(), { name: 'ci' });
    const left = await fixture.servers.requests.readAll();
    assert.deepEqual(
      left.map(({ cluster }) => cluster),
      ['another'],
      'a different server at the same URL has a token with this name too',
    );
  });

  describe('asking', () => {
    it('asks once, names the files, and removes the stored token', async () => {
      await store(fixture, ci, 'ci');
      fixture.usage.files = [fileWithToken(ci), fileWithToken(operator, 'other.env')];
      const person = yes();
      const record = await remove(person, { name: 'ci', hash: ci.hash.slice(0, 9) });
      assert.equal(record.name, 'ci');
      assert.deepEqual(
        person.questions[0]?.usage?.files.map(({ file }) => file),
        ['app.env'],
      );
      assert.deepEqual(fixture.names(), ['_admin']);
      assert.deepEqual(await storedHashes(fixture), []);
      assert.equal(await signInHash(fixture), operator.hash);
    });

    it('searches for the token by its hash, whatever its format', async () => {
      const found: boolean[] = [];
      fixture.usage.search.find = (_signal, options) => {
        found.push(...[ci, operator].map((token) => options?.isAlsoToken?.(token) === true));
        return Promise.resolve({ files: [], unsearched: [], known: [] });
      };
      await remove(yes(), { name: 'ci' });
      assert.deepEqual(found, [true, false]);
    });

    it('offers only named tokens', async () => {
      const person = new ScriptedPerson([{ pickToken: 'ci' }, { confirm: true }]);
      await remove(person);
      assert.deepEqual((person.asked[0]?.question as { readonly labels: readonly string[] }).labels, ['ci']);
      assert.deepEqual(fixture.names(), ['_admin']);
    });

    it('sends nothing when the choice is canceled', async () => {
      await assert.rejects(remove(new ScriptedPerson(['cancel'])), Canceled);
      assertNotDeleted();
    });

    it('sends nothing when the question is declined', async () => {
      await assert.rejects(remove(new ScriptedPerson(['cancel']), { name: 'ci' }), Canceled);
      assertNotDeleted();
    });

    it('shows the files instead when the user asks for them', async () => {
      fixture.usage.files = [fileWithToken(ci)];
      const shown: string[] = [];
      const usage = {
        ...fixture.usage,
        showFiles: (files: readonly { readonly file: string }[]) => {
          shown.push(...files.map(({ file }) => file));
          return Promise.resolve();
        },
      };
      const person = new ScriptedPerson([{ choose: sentence('showFiles') }]);
      const deleted = deleteToken(fixture.server, { name: 'ci' }, { ...fixture, usage, person });
      await assert.rejects(deleted, Canceled);
      assert.deepEqual(shown, ['app.env']);
      assertNotDeleted();
    });

    it('searches nothing when questions are confirmed automatically', async () => {
      const person = new ScriptedPerson([], { autoConfirm: true });
      await remove(person, { name: 'ci' });
      assert.deepEqual(fixture.names(), ['_admin']);
      assert.equal(person.progressTitles.length, 3);
    });

    it('names the token that becomes the sign-in token, and signs in with it', async () => {
      await signInWith(fixture, ci, 'ci');
      await store(fixture, operator, '_admin');
      const person = yes();
      await remove(person, { name: 'ci' });
      assert.match(person.questions[0]?.note ?? '', sentencePattern('deletingSignsInWith', '_admin'));
      assert.deepEqual(fixture.names(), ['_admin']);
      assert.equal(await signInHash(fixture), operator.hash);
    });
  });

  describe('an external call', () => {
    it('asks once before anything is sent if the list is loaded', async () => {
      await fixture.servers.store.reload(fixture.server);
      fixture.tokenServer.requests.length = 0;
      fixture.usage.files = [fileWithToken(ci)];
      const declined = external(['cancel']);
      await assert.rejects(remove(declined, { name: 'ci' }), Canceled);
      assert.equal(declined.questions[0]?.usage?.files.length, 1);
      assert.equal(fixture.tokenServer.requests.length, 0);
      await remove(external([{ confirm: true }]), { name: 'ci' });
      assert.deepEqual(fixture.names(), ['_admin']);
    });

    it('asks again with the files if the list was not loaded', async () => {
      fixture.usage.files = [fileWithToken(ci)];
      const person = external([{ confirm: true }, { confirm: true }]);
      await remove(person, { name: 'ci' });
      assert.deepEqual(
        person.questions.map(({ usage }) => usage?.files.length),
        [undefined, 1],
      );
    });

    it('names the token that becomes the sign-in token, and asks again only if that changed', async () => {
      await signInWith(fixture, ci, 'ci');
      await store(fixture, operator, '_admin');
      await fixture.servers.store.reload(fixture.server);
      const person = external(['cancel']);
      await assert.rejects(remove(person, { name: 'ci' }), Canceled);
      assert.match(person.questions[0]?.note ?? '', sentencePattern('deletingSignsInWith', '_admin'));
      const other = await fixture.createElsewhere(operator, 'other');
      await store(fixture, other, 'other');
      await regenerateOperatorToken(endpointOf(fixture.tokenServer), operator);
      const asked = external([{ confirm: true }, { confirm: true }]);
      await remove(asked, { name: 'ci' });
      assert.match(asked.questions[1]?.note ?? '', sentencePattern('deletingSignsInWith', 'other'));
      assert.equal(await signInHash(fixture), other.hash);
    });

    it('asks before it loads the list for a choice', async () => {
      await assert.rejects(remove(external(['cancel'])), Canceled);
      assert.equal(fixture.tokenServer.requests.length, 0);
      await remove(external([{ confirm: true }, { pickToken: 'ci' }, { confirm: true }]));
      assert.deepEqual(fixture.names(), ['_admin']);
    });
  });

  describe('refusing', () => {
    it('suggests signing in, before anything is asked, if there is no sign-in token', async () => {
      await signOut(fixture);
      onlyRemedy(await remedyError(remove(new ScriptedPerson())), 'signIn');
      assert.equal(fixture.tokenServer.requests.length, 0);
    });

    it('suggests signing in if the server rejects the sign-in token', async () => {
      await signInWith(fixture, strangerToken(), 'elsewhere');
      onlyRemedy(await remedyError(remove(new ScriptedPerson(), { name: 'ci' })), 'signIn');
    });

    const refused: readonly (readonly [string, TokenSelection])[] = [
      ['the operator token', { name: '_admin' }],
      ['a token that is not listed', { name: 'gone' }],
      ['a token whose name was reused', { name: 'ci', hash: '0'.repeat(9) }],
    ];
    for (const [title, selection] of refused) {
      it(`refuses ${title} without asking`, async () => {
        await assert.rejects(remove(new ScriptedPerson(), selection), UserError);
        assertNotDeleted();
      });
    }

    it('refuses if the token was recreated while the question was open', async () => {
      fixture.usage.search.find = async () => {
        await deleteOnServer(endpointOf(fixture.tokenServer), operator, 'ci');
        await fixture.createElsewhere(operator, 'ci');
        return { files: [], unsearched: [], known: [] };
      };
      const error = await rejection(remove(yes(), { name: 'ci' }));
      assert.ok(error instanceof UserError);
      assert.match(error.message, sentencePattern('tokenDeletedOrReplaced', 'ci'));
      assert.deepEqual(fixture.names(), ['_admin', 'ci']);
    });

    it('refuses if a rotation of the token is unfinished', async () => {
      await unfinishedRotation(fixture, 'ci', ci);
      const error = await rejection(remove(yes(), { name: 'ci' }));
      assert.ok(error instanceof RotationInProgressError);
      assertNotDeleted();
    });

    it('refuses while another window changes the token', async () => {
      const { identity, usage } = fixture;
      const lock = await usage.rotations.lock({ server: { identity }, old: { name: 'ci' } });
      await assert.rejects(remove(yes(), { name: 'ci' }), UserError);
      assertNotDeleted();
      await lock?.release();
      await remove(yes(), { name: 'ci' });
      assert.deepEqual(fixture.names(), ['_admin']);
    });

    it('passes on a refusal that has no remedy, and removes nothing', async () => {
      await store(fixture, ci, 'ci');
      fixture.tokenServer.faults.add({ kind: 'status', status: 414, work: 'undone', path });
      const error = await rejection(remove(yes(), { name: 'ci' }));
      assert.ok(error instanceof ServerError);
      assert.equal(error.kind, 'tokenNameTooLong');
      assert.ok(await fixture.servers.tokens.findByHash(fixture.identity, ci.hash));
    });
  });

  describe('the sign-in token', () => {
    beforeEach(() => signInWith(fixture, ci, 'ci'));

    const expectRefused = async (person: ScriptedPerson) => {
      const error = await remedyError(remove(person, { name: 'ci' }));
      assert.ok(error.cause instanceof LastTokenError);
      onlyRemedy(error, 'signIn');
      assertNotDeleted();
      assert.equal(await signInHash(fixture), ci.hash);
    };

    it('is refused without a question if no other token is stored', () => expectRefused(new ScriptedPerson()));

    it('is refused if the other stored tokens are rejected or have expired', async () => {
      const expired = await fixture.createElsewhere(operator, 'brief', 1);
      await store(fixture, expired, 'brief');
      await store(fixture, strangerToken(), 'elsewhere');
      await delay(1100);
      await assert.rejects(remove(new ScriptedPerson(), { name: 'ci' }), RemedyError);
      assert.deepEqual(fixture.names(), ['_admin', 'ci', 'brief']);
    });

    it('is refused if the other stored token expires within the hour', async () => {
      const expiring = await fixture.createElsewhere(operator, 'soon', 30 * 60);
      await store(fixture, expiring, 'soon');
      await assert.rejects(remove(new ScriptedPerson(), { name: 'ci' }), RemedyError);
      assert.deepEqual(fixture.names(), ['_admin', 'ci', 'soon']);
    });

    it('is refused if the other token is lost or deleted while the question is open', async () => {
      for (const lose of [
        async () => fixture.servers.tokens.remove(fixture.identity, operator.hash),
        async () => regenerateOperatorToken(endpointOf(fixture.tokenServer), operator),
      ]) {
        await store(fixture, operator, '_admin');
        fixture.usage.search.find = async () => {
          await lose();
          return { files: [], unsearched: [], known: [] };
        };
        await expectRefused(yes());
      }
    });

    it('stays the sign-in token if the server refuses to delete it', async () => {
      await store(fixture, operator, '_admin');
      fixture.tokenServer.faults.add({ kind: 'status', status: 414, work: 'undone', path });
      await assert.rejects(remove(yes(), { name: 'ci' }), ServerError);
      assert.equal(await signInHash(fixture), ci.hash);
    });
  });

  it('refuses the helper of an open rotation', async () => {
    const journal = await unfinishedRotation(fixture, '_admin', operator);
    await fixture.createElsewhere(operator, journal.helper?.name ?? '');
    const error = await rejection(remove(yes(), { name: journal.helper?.name ?? '' }));
    assert.ok(error instanceof RotationInProgressError);
    assert.equal(deletions(), 0);
  });

  it('succeeds with a warning if the stored token cannot be removed', async () => {
    onceRequested(fixture.tokenServer, { method: 'DELETE', path }, () => {
      fixture.servers.tokens.removeByHashPrefix = () => Promise.reject(keyringFailure);
    });
    const person = yes();
    await remove(person, { name: 'ci' });
    assert.equal(person.warnings.length, 1);
    assert.ok(fixture.log.some((message) => message.includes(keyringFailure.message)));
    assert.deepEqual(fixture.names(), ['_admin']);
  });

  it('sends nothing when the user cancels before the request', async () => {
    const person = yes();
    person.onProgress = (_title, abort) => {
      // Stored data, the list, the search, and then the deletion.
      if (person.progressTitles.length === 4) {
        abort.abort();
      }
    };
    await assert.rejects(remove(person, { name: 'ci' }), Canceled);
    await fixture.servers.store.changeQueue.run(fixture.server.url, () => Promise.resolve());
    assertNotDeleted();
  });
});
