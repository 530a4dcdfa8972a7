import assert from 'node:assert/strict';
import { untranslated } from '../../../../src/core/l10n.ts';
import { Canceled, UserError } from '../../../../src/core/errors.ts';
import type { TokenRecord } from '../../../../src/core/token/tokenRecord.ts';
import { chooseToken, type TokenSelection } from '../../../../src/operations/steps/chooseToken.ts';
import { sentence } from '../../../support/sentences.ts';
import { rejection } from '../support/rejection.ts';
import { ScriptedPerson } from '../support/scriptedPerson.ts';

const title = untranslated('Delete Token');
const operator = listed('_admin', 'aaaaaaaaa');
const first = listed('ci', 'bbbbbbbbb');
const second = listed('grafana', 'ccccccccc');
const records = [operator, first, second];

describe('chooseToken', () => {
  const choose = async (selection: TokenSelection | undefined, person = new ScriptedPerson([])) => {
    const record = await chooseToken(selection, records, title, person);
    person.done();
    return record;
  };

  it('finds the selected token by its name', async () => {
    assert.equal(await choose({ name: 'ci' }), first);
  });

  it('finds the selected token if its hash is still the same', async () => {
    assert.equal(await choose(second), second);
  });

  it('refuses a name that is not listed, and shows it as a name', async () => {
    const error = await rejection(choose({ name: ' gone\n' }));
    assert.ok(error instanceof UserError);
    assert.equal(error.message, sentence('tokenNotFound', '␣gone⏎'));
  });

  it('refuses a name that was reused for another token', async () => {
    const error = await rejection(choose({ name: 'ci', hash: 'ddddddddd' }));
    assert.ok(error instanceof UserError);
    assert.equal(error.message, sentence('tokenIsNowDifferent', 'ci'));
  });

  it('lets the user pick from everything in the list', async () => {
    const person = new ScriptedPerson([{ pickToken: 'grafana' }]);
    assert.equal(await choose(undefined, person), second);
    assert.deepEqual(person.asked[0]?.question, { title, labels: ['_admin', 'ci', 'grafana'] });
  });

  it('lets the user pick only from what is offered', async () => {
    const person = new ScriptedPerson([{ pickToken: 'ci' }]);
    assert.equal(await chooseToken(undefined, records, title, person, [first]), first);
    assert.deepEqual(person.asked[0]?.question, { title, labels: ['ci'] });
  });

  it('finds a selected token that is not offered', async () => {
    assert.equal(await chooseToken({ name: '_admin' }, records, title, new ScriptedPerson([]), [first]), operator);
  });

  it('ends when the list is closed', async () => {
    await assert.rejects(choose(undefined, new ScriptedPerson(['cancel'])), Canceled);
  });
});

function listed(name: string, hash: string): TokenRecord {
  return {
    id: hash.charCodeAt(0),
    name,
    hash,
    createdAt: new Date(0),
    updatedAt: undefined,
    expiry: undefined,
    permissions: '*:*:*',
    description: undefined,
  };
}
