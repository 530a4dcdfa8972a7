import assert from 'node:assert/strict';
import type { Token } from '../../../src/core/token/token.ts';
import { matchToken } from '../../../src/core/token/matchToken.ts';
import { listTokens } from '../../../src/influxdb/listTokens.ts';
import { ServerError } from '../../../src/influxdb/transport/serverError.ts';
import { createNamedToken, namedTokenInput } from '../../../src/operations/createNamedToken.ts';
import { deleteToken } from '../../../src/operations/deleteToken.ts';
import { RemedyError } from '../../../src/operations/remedy.ts';
import { knownServerTokens } from '../../../src/servers/serverTokens.ts';
import { messagesFor } from '../../../src/ui/servers/messages.ts';
import { tokenNodes } from '../../../src/ui/servers/tokenNodes.ts';
import { TokenGroupNode, TokenNode } from '../../../src/ui/servers/nodes.ts';
import { processorTime } from '../../support/processorTime.ts';
import { sentence } from '../../support/sentences.ts';
import { endpointOf } from '../influxdb/helpers/endpoint.ts';
import { strangerToken, type OperationFixture } from './support/operationFixture.ts';
import { rejection } from './support/rejection.ts';
import { createRoute, listRoute, rotationHelpers } from './support/rotationSetup.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';
import { withNamedToken } from './support/withNamedToken.ts';

const row = { token_id: 9, name: 'odd', hash: '0123abcde', created_at: '2025-04-18T14:02:45', permissions: '*:*:*' };
const json = (value: unknown) => JSON.stringify(value);

const unreadableRows: Readonly<Record<string, string>> = {
  'without a hash': json({ ...row, hash: undefined }),
  'with a list as its name': json({ ...row, name: ['odd'] }),
  'with a name of 10 MB': json({ ...row, name: 'x'.repeat(10 * 1024 * 1024) }),
  'with a number over 2^53': json(row).replace('9', '9007199254740993'),
  'with a second key that is invalid': json(row).replace('}', ',"hash":7}'),
  'with its properties in __proto__': `{"__proto__":${json(row)}}`,
  'that is a number': '7',
  'that is null': 'null',
  'that is nested deeply': `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
};

describe('A list with rows that cannot be read', () => {
  let fixture: OperationFixture;
  let operator: Token;
  let ci: Token;
  let realRows: readonly Record<string, unknown>[];

  beforeEach(async () => {
    ({ fixture, operator, ci } = await withNamedToken());
    fixture.settings.requestTimeout = 60_000;
    realRows = await fetchRows(fixture, operator);
  });

  /** From now on, the server sends this list. */
  const respondWith = (body: string) => {
    fixture.tokenServer.faults.clear();
    fixture.tokenServer.faults.add({
      kind: 'status',
      status: 200,
      work: 'undone',
      body,
      path: listRoute,
      times: 'always',
    });
  };
  const withRows = (rows: readonly string[]) => `[${[...realRows.map(json), ...rows].join(',')}]`;
  const loadedState = async () => {
    await fixture.servers.store.reload(fixture.server);
    return fixture.servers.store.state(fixture.server);
  };

  for (const [what, unreadable] of Object.entries(unreadableRows)) {
    it(`lists the other tokens and says that one is unreadable: a row ${what}`, async () => {
      respondWith(withRows([unreadable]));
      const state = await loadedState();
      assert.deepEqual([state.contact.kind, state.tokens?.map(({ name }) => name)], ['reached', ['_admin', 'ci']]);
      assert.deepEqual(
        messagesFor(fixture.server, state).map(({ text }) => text),
        [sentence('oneUnreadableToken')],
      );
    });
  }

  it('offers no operator token, because an unreadable row may be one', async () => {
    const named = realRows.filter(({ name }) => name !== '_admin').map(json);
    respondWith(`[${[...named, '{"name":"_admin"}'].join(',')}]`);
    const commands = messagesFor(fixture.server, await loadedState()).map(({ command }) => command);
    assert.ok(!commands.includes('influxdb3Tokens.createOperatorToken'));
    respondWith(`[${named.join(',')}]`);
    const complete = messagesFor(fixture.server, await loadedState()).map(({ command }) => command);
    assert.ok(complete.includes('influxdb3Tokens.createOperatorToken'));
  });

  it('does not call a token unknown, because an unreadable row may be it', async () => {
    const statusOf = (token: Token) =>
      matchToken(token, knownServerTokens(fixture.servers.store), new Date(), 0).status;
    respondWith(withRows(['{}']));
    await loadedState();
    assert.deepEqual([statusOf(ci), statusOf(strangerToken())], ['live', 'unchecked']);
    respondWith(withRows([]));
    await loadedState();
    assert.equal(statusOf(strangerToken()), 'unknown');
  });

  it('creates tokens, but does not say what happened when the response is lost', async () => {
    respondWith(withRows(['{}']));
    const create = (name: string) =>
      createNamedToken(fixture.server, namedTokenInput({ name, expiry: 'never' }), {
        ...fixture,
        person: new ScriptedPerson([]),
      });
    assert.equal((await create('one')).name, 'one');
    fixture.tokenServer.faults.add({ kind: 'close', when: 'beforeWork', path: createRoute });
    const error = await rejection(create('two'));
    assert.ok(error instanceof RemedyError);
    assert.deepEqual(
      error.remedies.map(({ kind }) => kind),
      ['checkAgain'],
    );
    assert.deepEqual(fixture.names(), ['_admin', 'ci', 'one']);
  });

  it('deletes a token that is readable, and none with the name of an unreadable row', async () => {
    const remove = () =>
      deleteToken(fixture.server, { name: 'ci' }, { ...fixture, person: new ScriptedPerson([{ confirm: true }]) });
    respondWith(withRows(['{"name":"ci"}']));
    await assert.rejects(remove(), { name: 'UserError' });
    respondWith(withRows([json({ ...row, name: 'ci' })]));
    await assert.rejects(remove(), { name: 'UserError' });
    assert.deepEqual(fixture.names(), ['_admin', 'ci']);
    respondWith(withRows(['{}']));
    await remove();
    assert.deepEqual(fixture.names(), ['_admin']);
  });

  it('refuses to rotate before anything is sent', async () => {
    respondWith(withRows(['{}']));
    const { rotate } = rotationHelpers(fixture);
    const error = await rejection(rotate(new ScriptedPerson([]), { name: 'ci' }, { old: 'delete' }));
    assert.ok(error instanceof ServerError, String(error));
    assert.equal(error.outcome, 'nothing');
    assert.equal(fixture.sent('POST', createRoute), 0);
    assert.deepEqual(fixture.names(), ['_admin', 'ci']);
  });

  it('shows equal IDs in different rows, and rows of 300,000 tokens in groups', async () => {
    fixture.settings.requestTimeout = 60_000;
    const repeated = Array.from({ length: 300_000 }, (_, index) =>
      json({ ...row, name: `t${index % 7}`, permissions: undefined }),
    );
    respondWith(withRows(repeated));
    const { tokens = [] } = await loadedState();
    assert.equal(tokens.length, 300_002);
    const groups = tokenNodes(fixture.server, tokens);
    assert.ok(groups.every((node) => node instanceof TokenGroupNode));
    assert.ok(Math.max(groups.length, ...groups.map((group) => group.tokens.length)) <= 5_000);
    const ids = groups.flatMap((group) => group.tokens.map(({ record, repetition }) => `${record.id}:${repetition}`));
    assert.equal(new Set(ids).size, 300_002);
    assert.ok(tokenNodes(fixture.server, tokens.slice(0, 10_000)).every((node) => node instanceof TokenNode));
  }).timeout(120_000);

  it('reads 10,000 rows in little time', async () => {
    const rows = Array.from({ length: 10_000 }, (_, index) =>
      json({ ...row, token_id: index + 10, name: `t${index}` }),
    );
    respondWith(withRows(rows));
    const { tokens = [] } = await loadedState();
    assert.equal(tokens.length, 10_002);
    const time = Math.min(
      await processorTime(() => tokenNodes(fixture.server, tokens)),
      await processorTime(() => tokenNodes(fixture.server, tokens)),
    );
    assert.ok(time < 50, `${time} ms`);
  });

  it('is rejected when it is an object, or nothing in it can be read', async () => {
    for (const body of [json({ rows: realRows }), '[{}]', '[1,2]', '{"__proto__":[]}']) {
      respondWith(body);
      const error = await rejection(listTokens(endpointOf(fixture.tokenServer), operator));
      assert.ok(error instanceof ServerError && error.kind === 'unexpectedResponse', body);
    }
  });
});

async function fetchRows({ tokenServer }: OperationFixture, operator: Token): Promise<Record<string, unknown>[]> {
  const response = await fetch(`${tokenServer.url}${listRoute}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${operator.reveal()}`, 'content-type': 'application/json' },
    body: json({ db: '_internal', q: 'SELECT * FROM system.tokens', format: 'json' }),
  });
  return (await response.json()) as Record<string, unknown>[];
}
