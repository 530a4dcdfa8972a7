import assert from 'node:assert/strict';
import { Canceled } from '../../../src/core/errors.ts';
import type { Server } from '../../../src/core/server/server.ts';
import type { Token } from '../../../src/core/token/token.ts';
import { openTerminal } from '../../../src/operations/openTerminal.ts';
import { SignInNeeded } from '../../../src/operations/remedy.ts';
import { operationFixture, type OperationFixture } from './support/operationFixture.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';
import { signOut } from './support/storedState.ts';

describe('openTerminal', () => {
  let fixture: OperationFixture;
  let operator: Token;
  let opened: [Server, Token][];

  beforeEach(async () => {
    fixture = await operationFixture();
    operator = await fixture.signedInAsOperator();
    fixture.tokenServer.requests.length = 0;
    opened = [];
  });

  const open = async (person: ScriptedPerson, server = fixture.server) => {
    const terminals = { open: (...given: [Server, Token]) => void opened.push(given) };
    await openTerminal(server, { person, servers: fixture.servers, terminals });
    person.done();
  };

  it('opens a terminal with the sign-in token, and sends nothing', async () => {
    await open(new ScriptedPerson());
    assert.deepEqual(
      opened.map(([server, token]) => [server.url, token.hash]),
      [[fixture.server.url, operator.hash]],
    );
    assert.equal(fixture.tokenServer.requests.length, 0);
  });

  it('asks before an external call opens one, and says what can read the token', async () => {
    const declined = new ScriptedPerson(['cancel'], { isExternal: true });
    await assert.rejects(open(declined), Canceled);
    assert.deepEqual(declined.questions[0]?.urls, [fixture.server.url]);
    assert.ok(declined.questions[0].detail !== undefined);
    assert.deepEqual(opened, []);
    await open(new ScriptedPerson([{ confirm: true }], { isExternal: true }));
    assert.equal(opened.length, 1);
  });

  it('asks first for approval of a server of the workspace', async () => {
    const server: Server = { ...fixture.server, scope: 'workspace' };
    fixture.settings.entries = [server];
    await assert.rejects(open(new ScriptedPerson(['cancel']), server), Canceled);
    assert.deepEqual(opened, []);
  });

  it('suggests signing in first', async () => {
    await signOut(fixture);
    await assert.rejects(open(new ScriptedPerson()), SignInNeeded);
  });
});
