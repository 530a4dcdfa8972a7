import assert from 'node:assert/strict';
import { Canceled, UserError } from '../../../../src/core/errors.ts';
import { Token } from '../../../../src/core/token/token.ts';
import type { TokenRecord } from '../../../../src/core/token/tokenRecord.ts';
import { ServerError } from '../../../../src/influxdb/transport/serverError.ts';
import { findOldToken } from '../../../../src/operations/steps/oldToken.ts';
import { sentence } from '../../../support/sentences.ts';
import { fileWithToken } from '../support/fileWithToken.ts';
import { strangerToken, type OperationFixture } from '../support/operationFixture.ts';
import { rejection } from '../support/rejection.ts';
import { ScriptedPerson } from '../support/scriptedPerson.ts';
import { withNamedToken } from '../support/withNamedToken.ts';

const listRoute = '/api/v3/query_sql';

describe('findOldToken', () => {
  let fixture: OperationFixture;
  let operator: Token;
  let ci: Token;

  beforeEach(async () => {
    ({ fixture, operator, ci } = await withNamedToken());
  });

  const find = async (
    token: Token,
    { person = new ScriptedPerson(), length = 9, expiry = undefined as Date | undefined } = {},
  ) => {
    const connection = await fixture.servers.connections.prepare(fixture.server);
    return findOldToken(connection, { ...recordOf(token, length), expiry }, { ...fixture, person });
  };
  const requests = () => fixture.tokenServer.requests.length;

  it('prefers the sign-in token and a stored token, and then searches no files', async () => {
    const { servers, identity, usage } = fixture;
    usage.search.find = () => assert.fail('it searched');
    assert.equal((await find(operator))?.hash, operator.hash);
    await servers.tokens.store(identity, ci, 'ci', { untilSavedElsewhere: false });
    assert.equal((await find(ci))?.hash, ci.hash);
    assert.equal(requests(), 0);
  });

  it('finds the token in files if the server accepts it', async () => {
    fixture.usage.files = [fileWithToken(ci), fileWithToken(ci, 'other.env'), fileWithToken(operator)];
    assert.equal((await find(ci))?.hash, ci.hash);
    assert.ok(requests() > 0);
  });

  it('finds nothing, and sends nothing, when no file contains the token', async () => {
    fixture.usage.files = [fileWithToken(operator)];
    assert.equal(await find(ci), undefined);
    assert.equal(requests(), 0);
  });

  it('sends nothing when files contain different tokens with the same prefix', async () => {
    // Servers list more characters. With two, such tokens are easy to find.
    const [one, other] = tokensWithSamePrefix(2);
    fixture.usage.files = [fileWithToken(one), fileWithToken(other, 'other.env')];
    const error = await rejection(find(one, { length: 2 }));
    assert.ok(error instanceof UserError && error.message.includes('"old"'));
    assert.equal(requests(), 0);
  });

  it('does not trust a token in files that the server rejects', async () => {
    const stranger = strangerToken();
    fixture.usage.files = [fileWithToken(stranger)];
    const error = await rejection(find(stranger));
    assert.ok(error instanceof UserError && !(error instanceof ServerError));
    assert.ok(error.message.includes(fixture.server.name));
  });

  it('asks whether the only candidate is the expired token, which the server rejects', async () => {
    const stranger = strangerToken();
    fixture.usage.files = [fileWithToken(stranger)];
    const expiry = new Date(Date.now() - 1000);
    const person = new ScriptedPerson([{ confirm: true }]);
    assert.equal((await find(stranger, { person, expiry }))?.hash, stranger.hash);
    assert.deepEqual(person.questions[0]?.usage?.files.length, 1);
    await assert.rejects(find(stranger, { person: new ScriptedPerson(['cancel']), expiry }), Canceled);
  });

  it('does not ask about several candidates for an expired token', async () => {
    const [one, other] = tokensWithSamePrefix(2);
    fixture.usage.files = [fileWithToken(one), fileWithToken(other, 'other.env')];
    await assert.rejects(find(one, { length: 2, expiry: new Date(0) }), UserError);
  });

  it('does not trust a token in files that is not allowed to list tokens', async () => {
    fixture.usage.files = [fileWithToken(ci)];
    fixture.tokenServer.faults.add({ kind: 'status', status: 403, work: 'undone', path: listRoute });
    const error = await rejection(find(ci));
    assert.ok(error instanceof UserError && !(error instanceof ServerError));
    assert.equal(error.message, sentence('foundTokenNotAllowed', 'old', fixture.server.name));
  });

  it('fails when the server fails', async () => {
    fixture.usage.files = [fileWithToken(ci)];
    fixture.tokenServer.faults.add({ kind: 'status', status: 503, work: 'undone', path: listRoute, times: 'always' });
    await assert.rejects(find(ci), ServerError);
  });

  it('can be canceled while the server is contacted', async () => {
    fixture.usage.files = [fileWithToken(ci)];
    const person = new ScriptedPerson();
    person.onProgress = (_title, abort) => {
      if (person.progressTitles.length === 2) {
        abort.abort(new Canceled());
      }
    };
    await assert.rejects(find(ci, { person }), Canceled);
  });
});

function recordOf({ hash }: Token, length: number): TokenRecord {
  const rest = { updatedAt: undefined, expiry: undefined, permissions: '*:*:*', description: undefined };
  return { id: 1, name: 'old', hash: hash.slice(0, length), createdAt: new Date(), ...rest };
}

function tokensWithSamePrefix(length: number): readonly [Token, Token] {
  const byPrefix = new Map<string, Token>();
  for (let count = 0; ; count++) {
    const token = new Token(`apiv3_${String(count).padStart(86, 'x')}`);
    const prefix = token.hash.slice(0, length);
    const other = byPrefix.get(prefix);
    if (other !== undefined) {
      return [other, token];
    }
    byPrefix.set(prefix, token);
  }
}
