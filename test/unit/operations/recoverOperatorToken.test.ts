import assert from 'node:assert/strict';
import { Canceled, UserError } from '../../../src/core/errors.ts';
import type { Token } from '../../../src/core/token/token.ts';
import { ServerError } from '../../../src/influxdb/transport/serverError.ts';
import { recoverOperatorToken, recoveryInput } from '../../../src/operations/recoverOperatorToken.ts';
import { RotationInProgressError } from '../../../src/rotation/tokenLock.ts';
import { sentence, sentencePattern } from '../../support/sentences.ts';
import { fileWithToken } from './support/fileWithToken.ts';
import { duringSearch } from './support/duringRequest.ts';
import { keyringFailure, operationFixture, type OperationFixture } from './support/operationFixture.ts';
import { rejection } from './support/rejection.ts';
import { ScriptedPerson, type Answer } from './support/scriptedPerson.ts';
import { signInHash } from './support/storedState.ts';
import { unfinishedRotation } from './support/unfinishedRotation.ts';
import { withNamedToken } from './support/withNamedToken.ts';

const path = '/api/v3/configure/token/admin/regenerate';

describe('recoverOperatorToken', () => {
  let fixture: OperationFixture;
  let operator: Token;
  let ci: Token;
  let recoveryUrl: string;

  beforeEach(async () => {
    ({ fixture, operator, ci } = await withNamedToken({ recovery: {} }));
    recoveryUrl = fixture.tokenServer.recoveryUrl ?? '';
  });

  const recover = async (person: ScriptedPerson, input: Parameters<typeof recoveryInput>[0] = { recoveryUrl }) => {
    const created = await recoverOperatorToken(fixture.server, recoveryInput(input), { ...fixture, person });
    person.done();
    return created;
  };
  const yes = () => new ScriptedPerson([{ confirm: true }]);
  const assertNotSent = () => assert.equal(fixture.sent('POST', path), 0);

  describe('asking', () => {
    it('asks for the URL, and suggests the default port of the host', async () => {
      const person = new ScriptedPerson([
        { text: 'not a URL', rejected: true },
        { text: `${recoveryUrl}/` },
        { confirm: true },
      ]);
      const { token, name } = await recover(person, {});
      assert.equal(name, '_admin');
      assert.equal((person.asked[0]?.question as { readonly value: string }).value, 'http://127.0.0.1:8182');
      assert.equal(await signInHash(fixture), token.hash);
      assert.equal(fixture.clipboard.content?.hash, token.hash);
      assert.equal(fixture.sent('POST', path), 1);
    });

    it('does not ask for a given URL', async () => {
      const person = yes();
      await recover(person);
      assert.match(person.questions[0]?.message ?? '', sentencePattern('recoverQuestion', 'Local', recoveryUrl));
    });

    it('rejects an invalid URL before anything is asked or sent', () => {
      assert.throws(() => recoveryInput({ recoveryUrl: '' }), UserError);
      assert.throws(() => recoveryInput({ recoveryUrl: 'localhost:8182' }), UserError);
      assert.deepEqual(recoveryInput({ recoveryUrl: 'HTTP://LOCALHOST:8182/' }), {
        recoveryUrl: 'http://localhost:8182',
      });
    });

    it('warns when the URL is not encrypted', async () => {
      const noteFor = async (url: string) => {
        const person = new ScriptedPerson(['cancel']);
        await assert.rejects(recover(person, { recoveryUrl: url }), Canceled);
        return person.questions[0]?.note;
      };
      assert.equal(await noteFor('https://influx.example.com:8182'), undefined);
      assert.equal(await noteFor('http://influx.example.com:8182'), sentence('recoveryNotEncrypted'));
    });

    it('names the files that contain the token if the list is loaded', async () => {
      await fixture.servers.store.reload(fixture.server);
      fixture.usage.files = [fileWithToken(operator), fileWithToken(ci, 'other.env')];
      const person = yes();
      await recover(person);
      assert.deepEqual(
        person.questions[0]?.usage?.files.map(({ file }) => file),
        ['app.env'],
      );
    });

    const cancellations: readonly (readonly [what: string, input: object, answers: readonly Answer[]])[] = [
      ['the URL is canceled', {}, ['cancel']],
      ['the question is declined', {}, [{ text: 'http://localhost:8182' }, 'cancel']],
    ];
    for (const [what, input, answers] of cancellations) {
      it(`sends nothing when ${what}`, async () => {
        await assert.rejects(recover(new ScriptedPerson(answers), input), Canceled);
        assert.equal(fixture.tokenServer.requests.length, 0);
      });
    }

    it('sends nothing when the user looks at the files instead', async () => {
      await fixture.servers.store.reload(fixture.server);
      fixture.usage.files = [fileWithToken(operator)];
      await assert.rejects(recover(new ScriptedPerson([{ choose: sentence('showFiles') }])), Canceled);
      assertNotSent();
    });
  });

  describe('refusing', () => {
    const listWithoutPermissions = () => {
      const rows = fixture.tokenServer.tokens().map((row) => ({ ...row, permissions: '' }));
      const fault = { kind: 'status', status: 200, work: 'undone', path: '/api/v3/query_sql' } as const;
      fixture.tokenServer.faults.add({ ...fault, body: JSON.stringify(rows) });
    };

    it('does not replace an operator token whose permissions cannot be read', async () => {
      listWithoutPermissions();
      await fixture.servers.store.reload(fixture.server);
      const error = await rejection(recover(new ScriptedPerson([])));
      assert.ok(error instanceof UserError && !(error instanceof ServerError));
      assertNotSent();
    });

    it('reads the permissions again right before it sends the request', async () => {
      listWithoutPermissions();
      const error = await rejection(recover(yes()));
      assert.ok(error instanceof UserError && !(error instanceof ServerError));
      assertNotSent();
    });

    it('says that the main port is not the recovery port', async () => {
      const { url } = fixture.tokenServer;
      const error = await rejection(recover(yes(), { recoveryUrl: url }));
      assert.ok(error instanceof UserError);
      assert.match(error.message, sentencePattern('recoveryPortNeedsToken', url));
    });

    it('says that nothing is listening after the port was used', async () => {
      await recover(yes());
      const error = await rejection(recover(yes()));
      assert.ok(error instanceof UserError);
      assert.match(error.message, sentencePattern('recoveryPortNotListening', recoveryUrl));
    });

    it('passes on other refusals', async () => {
      fixture = await operationFixture({ recovery: {} });
      const error = await rejection(recover(yes(), { recoveryUrl: fixture.tokenServer.recoveryUrl }));
      assert.ok(error instanceof ServerError);
      assert.equal(error.kind, 'noOperatorToken');
    });

    it('refuses if a rotation started while the question was open', async () => {
      await fixture.servers.store.reload(fixture.server);
      duringSearch(fixture, () => unfinishedRotation(fixture, '_admin', operator));
      const error = await rejection(recover(yes()));
      assert.ok(error instanceof RotationInProgressError);
      assertNotSent();
    });

    it('refuses while another window changes the token', async () => {
      const { identity, usage } = fixture;
      const lock = await usage.rotations.lock({ server: { identity }, old: { name: '_admin' } });
      await assert.rejects(recover(yes()), UserError);
      assertNotSent();
      await lock?.release();
      await recover(yes());
    });

    it('sends nothing if the secret storage fails', async () => {
      const person = yes();
      person.onProgress = () => {
        fixture.secrets.failure = person.progressTitles.length === 2 ? keyringFailure : undefined;
      };
      await assert.rejects(recover(person), UserError);
      assertNotSent();
    });
  });
});
