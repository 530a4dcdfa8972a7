import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Canceled } from '../../../src/core/errors.ts';
import { Token } from '../../../src/core/token/token.ts';
import { identifyToken, type TextWithToken } from '../../../src/operations/identifyToken.ts';
import { sentencePattern } from '../../support/sentences.ts';
import { operationFixture, strangerToken, type OperationFixture } from './support/operationFixture.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';

const listRoute = '/api/v3/query_sql';

describe('identifyToken', () => {
  let fixture: OperationFixture;
  let operator: Token;

  beforeEach(async () => {
    fixture = await operationFixture();
    operator = await fixture.signedInAsOperator();
    fixture.tokenServer.requests.length = 0;
  });

  interface Options {
    readonly source?: TextWithToken['source'];
    readonly isExternal?: boolean;
  }
  const identify = (text: string, { source = 'clipboard', isExternal = false }: Options = {}) =>
    identifyToken({ text, source }, { ...fixture, person: new ScriptedPerson([], { isExternal }) });

  it('names a listed token with its server and status', async () => {
    const token = await fixture.createElsewhere(operator, 'ci', 3600);
    const match = await identify(`TOKEN=${token.reveal()}\nAGAIN=${token.reveal()}`);
    assert.equal(match.server?.server.url, fixture.server.url);
    assert.deepEqual([match.status, match.name, match.record?.name], ['expiring', 'ci', 'ci']);
  });

  it('loads missing lists once, and never sends the token', async () => {
    const token = strangerToken();
    assert.equal((await identify(token.reveal())).status, 'unknown');
    const requests = fixture.tokenServer.requests.length;
    assert.ok(requests > 0);
    await identify(token.reveal());
    assert.equal(fixture.tokenServer.requests.length, requests);
    assert.ok(!JSON.stringify(fixture.tokenServer.requests).includes(token.reveal()));
  });

  it('contacts no server for an external call, and uses the lists that are loaded', async () => {
    await fixture.servers.store.reload(fixture.server);
    fixture.tokenServer.requests.length = 0;
    assert.equal((await identify(operator.reveal(), { isExternal: true })).name, '_admin');
    assert.equal(fixture.tokenServer.requests.length, 0);
  });

  it('does not call a token unknown if no list was loaded', async () => {
    assert.equal((await identify(strangerToken().reveal(), { isExternal: true })).status, 'unchecked');
  });

  it('does not call a token unknown if a server failed', async () => {
    fixture.tokenServer.faults.add({ kind: 'status', status: 500, work: 'undone', body: '', path: listRoute });
    assert.equal((await identify(strangerToken().reveal())).status, 'unchecked');
  });

  it('does not call a token unknown if a list is outdated', async () => {
    await fixture.servers.store.reload(fixture.server);
    const reload = fixture.servers.store.reload(fixture.server);
    assert.equal((await identify(strangerToken().reveal(), { isExternal: true })).status, 'unchecked');
    await reload;
    assert.equal((await identify(strangerToken().reveal(), { isExternal: true })).status, 'unknown');
  });

  it('recognizes a stored token of another length', async () => {
    const short = new Token('apiv3_made-offline');
    await fixture.servers.tokens.store(fixture.identity, short, 'offline', { untilSavedElsewhere: false });
    await fixture.servers.tokens.removeSignIn(fixture.identity);
    const match = await identify(`token: "${short.reveal()}"`);
    assert.equal(match.server?.server.url, fixture.server.url);
    assert.deepEqual([match.status, match.name], ['unchecked', 'offline']);
  });

  it('refuses a text without a token, and says where it is from', async () => {
    await assert.rejects(identify('none'), { name: 'UserError', message: sentencePattern('clipboardHasNoToken') });
    await assert.rejects(identify('apiv3_short', { source: 'selection' }), {
      name: 'UserError',
      message: sentencePattern('selectionHasNoToken'),
    });
  });

  it('refuses a text with several tokens', async () => {
    const text = [1, 2, 3].map(() => `apiv3_${randomBytes(64).toString('base64url')}`).join('\n');
    const message = sentencePattern('severalTokensFound', 3);
    await assert.rejects(identify(text), { name: 'UserError', message });
  });

  it('can be canceled while lists are loaded', async () => {
    const person = new ScriptedPerson([]);
    person.onProgress = (_title, abort) => abort.abort();
    const input: TextWithToken = { text: operator.reveal(), source: 'selection' };
    await assert.rejects(identifyToken(input, { ...fixture, person }), Canceled);
  });
});
