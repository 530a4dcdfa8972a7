import assert from 'node:assert/strict';
import { UserError } from '../../../../src/core/errors.ts';
import { Token } from '../../../../src/core/token/token.ts';
import { findSelectedToken } from '../../../../src/operations/steps/selectedToken.ts';
import { strangerToken, type OperationFixture } from '../support/operationFixture.ts';
import { ScriptedPerson } from '../support/scriptedPerson.ts';
import { withNamedToken } from '../support/withNamedToken.ts';

describe('findSelectedToken', () => {
  let fixture: OperationFixture;
  let operator: Token;
  let ci: Token;

  beforeEach(async () => {
    ({ fixture, operator, ci } = await withNamedToken());
  });

  const find = async (text: string | undefined) =>
    findSelectedToken(text, { ...fixture, person: new ScriptedPerson() });

  for (const text of [undefined, '', 'TOKEN=', 'api_v3 but no token']) {
    it(`contacts no server when the selection is ${JSON.stringify(text)}`, async () => {
      assert.equal(await find(text), undefined);
      assert.equal(fixture.tokenServer.requests.length, 0);
    });
  }

  it('returns the server and the record of the selected token', async () => {
    const selected = await find(`TOKEN=${ci.reveal()}\nAGAIN=${ci.reveal()}\n`);
    assert.equal(selected?.server, fixture.server);
    assert.equal(selected.record.name, 'ci');
    assert.ok(ci.matches(selected.record.hash));
  });

  it('rejects a part of a token, and several tokens', async () => {
    await assert.rejects(find(ci.reveal().slice(0, 40)), UserError);
    await assert.rejects(find(`${ci.reveal()} ${operator.reveal()}`), UserError);
  });

  it('rejects a token that no server lists, or whose server cannot be checked', async () => {
    await assert.rejects(find(strangerToken().reveal()), UserError);
    const { servers, identity } = fixture;
    await servers.tokens.removeSignIn(identity);
    await servers.tokens.store(identity, ci, 'ci', { untilSavedElsewhere: false });
    await servers.store.reload(fixture.server);
    await assert.rejects(find(ci.reveal()), UserError);
  });
});
