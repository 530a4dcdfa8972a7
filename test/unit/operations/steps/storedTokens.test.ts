import assert from 'node:assert/strict';
import { untranslated } from '../../../../src/core/l10n.ts';
import { Canceled, UserError } from '../../../../src/core/errors.ts';
import type { Token } from '../../../../src/core/token/token.ts';
import type { TokenSelection } from '../../../../src/operations/steps/chooseToken.ts';
import { chooseStoredToken } from '../../../../src/operations/steps/storedTokens.ts';
import { sentence } from '../../../support/sentences.ts';
import { keyringFailure, operationFixture, strangerToken, type OperationFixture } from '../support/operationFixture.ts';
import { rejection } from '../support/rejection.ts';
import { ScriptedPerson } from '../support/scriptedPerson.ts';

describe('chooseStoredToken', () => {
  let fixture: OperationFixture;
  let operator: Token;

  beforeEach(async () => {
    fixture = await operationFixture();
    operator = await fixture.signedInAsOperator();
    fixture.tokenServer.requests.length = 0;
  });

  const choose = async (selection: TokenSelection | undefined, person = new ScriptedPerson([])) => {
    const chosen = await chooseStoredToken(fixture.server, selection, untranslated('Copy Token'), {
      ...fixture,
      person,
    });
    person.done();
    return chosen;
  };
  const store = (token: Token, name: string) =>
    fixture.servers.tokens.store(fixture.identity, token, name, { untilSavedElsewhere: false });
  const createStored = async (name: string) => {
    const token = await fixture.createElsewhere(operator, name);
    await store(token, name);
    return token;
  };
  const recordOf = (name: string) => {
    const { hash } = fixture.tokenServer.tokens().find((row) => row.name === name) ?? assert.fail();
    return { name, hash: String(hash) };
  };

  it('finds the sign-in token by its name, without sending anything', async () => {
    const chosen = await choose({ name: '_admin' });
    assert.deepEqual([chosen.name, chosen.url], ['_admin', fixture.server.url]);
    assert.equal((await chosen.read()).hash, operator.hash);
    assert.equal(fixture.tokenServer.requests.length, 0);
  });

  it('finds a stored token by its name', async () => {
    const token = await createStored('ci');
    assert.equal((await (await choose({ name: 'ci' })).read()).hash, token.hash);
  });

  it('finds the token of a row by its hash prefix, even if it is stored under another name', async () => {
    const token = await fixture.createElsewhere(operator, 'ci');
    await store(token, 'earlier-name');
    const chosen = await choose(recordOf('ci'));
    assert.equal(chosen.name, 'earlier-name');
    assert.equal((await chosen.read()).hash, token.hash);
  });

  it('finds the token of a row by a complete hash, as early releases list it', async () => {
    const token = await createStored('ci');
    assert.equal((await (await choose({ name: 'ci', hash: token.hash })).read()).hash, token.hash);
  });

  it('refuses the token of a row if only another token with its name is stored', async () => {
    await fixture.createElsewhere(operator, 'ci');
    await store(strangerToken(), 'ci');
    const error = await rejection(choose(recordOf('ci')));
    assert.ok(error instanceof UserError);
    assert.equal(error.message, sentence('tokenNotStored', 'ci', 'Local'));
  });

  it('refuses a name that is not stored', async () => {
    const error = await rejection(choose({ name: 'ci' }));
    assert.ok(error instanceof UserError);
    assert.equal(error.message, sentence('tokenNotStored', 'ci', 'Local'));
  });

  for (const isListedFirst of [true, false]) {
    it(`prefers the listed one of two tokens with a name, stored ${isListedFirst ? 'first' : 'last'}`, async () => {
      const token = await fixture.createElsewhere(operator, 'ci');
      for (const one of isListedFirst ? [token, strangerToken()] : [strangerToken(), token]) {
        await store(one, 'ci');
      }
      await fixture.servers.store.reload(fixture.server);
      assert.equal((await (await choose({ name: 'ci' })).read()).hash, token.hash);
    });
  }

  it('takes the last of two tokens with a name if none is listed', async () => {
    const token = await fixture.createElsewhere(operator, 'ci');
    await store(strangerToken(), 'ci');
    await store(token, 'ci');
    const [, last] = await fixture.servers.tokens.listStored(fixture.identity);
    assert.equal((await (await choose({ name: 'ci' })).read()).hash, last?.hash);
  });

  it('lets the user pick, and offers the sign-in token once', async () => {
    await store(operator, '_admin');
    const token = await createStored('$(key) ci');
    const person = new ScriptedPerson([{ pick: '$(key) ci' }]);
    const chosen = await choose(undefined, person);
    assert.equal((await chosen.read()).hash, token.hash);
    const { title, labels } = person.asked[0]?.question as { title: string; labels: string[] };
    assert.equal(title, 'Copy Token');
    assert.deepEqual([...labels].sort(), ['$(key) ci', '_admin'].sort());
  });

  it('names a sign-in token that the server did not list', async () => {
    await fixture.servers.tokens.removeSignIn(fixture.identity);
    await fixture.servers.tokens.storeSignIn(fixture.identity, operator, undefined);
    const person = new ScriptedPerson([{ pick: sentence('signInTokenLabel') }]);
    assert.equal((await (await choose(undefined, person)).read()).hash, operator.hash);
  });

  it('ends when the list is closed', async () => {
    await assert.rejects(choose(undefined, new ScriptedPerson(['cancel'])), Canceled);
  });

  it('asks nothing when no token is stored', async () => {
    await fixture.servers.tokens.removeSignIn(fixture.identity);
    const error = await rejection(choose(undefined));
    assert.ok(error instanceof UserError);
    assert.equal(error.message, sentence('noStoredTokens', 'Local'));
  });

  it('fails at reading when the keyring lost the token', async () => {
    const token = await createStored('ci');
    fixture.secrets.stored.forEach((value, key) => {
      if (value === token.reveal()) {
        fixture.secrets.stored.delete(key);
      }
    });
    const chosen = await choose({ name: 'ci' });
    const error = await rejection(chosen.read());
    assert.ok(error instanceof UserError);
    assert.equal(error.message, sentence('storedTokenMissing', 'ci'));
  });

  it('fails when the keyring fails', async () => {
    await createStored('ci');
    const chosen = await choose({ name: 'ci' });
    fixture.secrets.failure = keyringFailure;
    await assert.rejects(chosen.read(), UserError);
    await assert.rejects(choose({ name: 'ci' }), UserError);
  });
});
