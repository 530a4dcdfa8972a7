import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Token } from '../../../src/core/token/token.ts';
import { createNamedToken } from '../../../src/operations/createNamedToken.ts';
import { createOperatorToken } from '../../../src/operations/createOperatorToken.ts';
import { createResourceToken, resourceTokenInput } from '../../../src/operations/createResourceToken.ts';
import { deleteToken } from '../../../src/operations/deleteToken.ts';
import { InterruptedRequests } from '../../../src/operations/interruptedRequests.ts';
import { recoverOperatorToken } from '../../../src/operations/recoverOperatorToken.ts';
import { regenerateOperatorToken } from '../../../src/operations/regenerateOperatorToken.ts';
import { removeServer } from '../../../src/operations/removeServer.ts';
import { resumeRotation, type ResumeInput } from '../../../src/operations/resumeRotation.ts';
import { signIn } from '../../../src/operations/signIn.ts';
import { signOut } from '../../../src/operations/signOut.ts';
import { RotationStopped } from '../../../src/rotation/stopped.ts';
import type { HistoryEntry } from '../../../src/storage/history.ts';
import { enterpriseFixture } from './support/enterpriseFixture.ts';
import { operationFixture, type OperationFixture } from './support/operationFixture.ts';
import { onceRequested } from './support/onceRequested.ts';
import { onlyRemedy, rejection, remedyError } from './support/rejection.ts';
import { createRoute, listRoute, regenerateRoute, rotationSetup, type RotationSetup } from './support/rotationSetup.ts';
import { ScriptedPerson, type Answer } from './support/scriptedPerson.ts';
import { signInHash } from './support/storedState.ts';
import { unfinishedRotation } from './support/unfinishedRotation.ts';
import { tokenRequest } from './support/tokenRequest.ts';

const never = { seconds: undefined };
const person = (...answers: Answer[]) => new ScriptedPerson(answers);
const confirming = () => new ScriptedPerson([], { autoConfirm: true });

/** Without what is the same in all entries of these tests. */
async function historyOf({ servers, server }: OperationFixture): Promise<Partial<HistoryEntry>[]> {
  const entries = (await servers.history.read()).reverse();
  return entries.map(({ version, time, command, caller, server: on, ...entry }) => {
    assert.equal(version, 1);
    assert.ok(Math.abs(Date.now() - Date.parse(time)) < 60_000);
    assert.deepEqual(on, { name: server.name, url: server.url });
    assert.ok(command === undefined || (command === 'influxdb3Tokens.test' && caller === 'palette'));
    return entry;
  });
}

describe('the history of an operation', () => {
  it('has the creation of the operator token, and the sign-in that comes with it', async () => {
    const fixture = await operationFixture();
    const { token } = await createOperatorToken(fixture.server, { ...fixture, person: person() });
    const created = { name: '_admin', hash: token.hash };
    assert.deepEqual(await historyOf(fixture), [
      { action: 'signIn', outcome: 'done', token: created },
      { action: 'createOperatorToken', outcome: 'done', token: created },
    ]);
    const [entry] = await fixture.servers.history.read();
    assert.deepEqual([entry?.command, entry?.caller], ['influxdb3Tokens.test', 'palette']);
  });

  it('has resource tokens', async () => {
    const fixture = await enterpriseFixture(['metrics']);
    const input = resourceTokenInput({ name: 'reader', permissions: ['db:metrics:read'], expiry: 'never' });
    const { token } = await createResourceToken(fixture.server, input, { ...fixture, person: person() });
    assert.deepEqual(await historyOf(fixture), [
      { action: 'createResourceToken', outcome: 'done', token: { name: 'reader', hash: token.hash } },
    ]);
  });

  describe('on a server with tokens', () => {
    let setup: RotationSetup;
    let fixture: OperationFixture;
    let operator: Token;
    let ci: Token;

    beforeEach(async () => {
      setup = await rotationSetup(undefined, { recovery: {} });
      ({ fixture, operator, ci } = setup);
    });

    const history = () => historyOf(fixture);
    const lose = (when: 'beforeWork' | 'afterWork', path: string) =>
      fixture.tokenServer.faults.add({ kind: 'close', when, path });
    const create = () => createNamedToken(fixture.server, { name: 'new', lifetime: never }, setup.ports(person()));
    const remove = () => deleteToken(fixture.server, { name: 'ci' }, setup.ports(confirming()));
    const listed = ({ hash }: Token) => hash.slice(0, 9);

    it('has named tokens', async () => {
      const { token } = await create();
      assert.deepEqual(await history(), [
        { action: 'createNamedToken', outcome: 'done', token: { name: 'new', hash: token.hash } },
      ]);
    });

    it('has deleted tokens, with the hash that the server lists', async () => {
      await remove();
      assert.deepEqual(await history(), [
        { action: 'deleteToken', outcome: 'done', token: { name: 'ci', hash: listed(ci) } },
      ]);
    });

    it('has regenerated and recovered operator tokens', async () => {
      const regenerated = await regenerateOperatorToken(fixture.server, setup.ports(confirming()));
      const recoveryUrl = fixture.tokenServer.recoveryUrl;
      const recovered = await recoverOperatorToken(fixture.server, { recoveryUrl }, setup.ports(confirming()));
      const first = { name: '_admin', hash: regenerated.token.hash };
      const second = { name: '_admin', hash: recovered.token.hash };
      assert.deepEqual(await history(), [
        { action: 'signIn', outcome: 'done', token: first },
        {
          action: 'regenerateOperatorToken',
          outcome: 'done',
          token: first,
          replaced: { name: '_admin', hash: listed(operator) },
        },
        { action: 'signIn', outcome: 'done', token: second },
        { action: 'recoverOperatorToken', outcome: 'done', token: second },
      ]);
    });

    it('has what was refused, and nothing that was canceled before it was sent', async () => {
      fixture.tokenServer.faults.add({ kind: 'status', status: 500, work: 'undone', body: 'no', path: createRoute });
      await rejection(create());
      await rejection(deleteToken(fixture.server, { name: 'ci' }, setup.ports(person('cancel'))));
      assert.deepEqual(await history(), [{ action: 'createNamedToken', outcome: 'failed', token: { name: 'new' } }]);
    });

    it('has a token whose response was lost, by what the check shows', async () => {
      lose('beforeWork', createRoute);
      await remedyError(create());
      lose('afterWork', createRoute);
      await remedyError(create());
      const [nothing, lost] = await history();
      assert.deepEqual(nothing, { action: 'createNamedToken', outcome: 'failed', token: { name: 'new' } });
      assert.equal(lost?.outcome, 'lost');
      assert.match(lost.token?.hash ?? '', /^[0-9a-f]{9,}$/);
    });

    it('has an unknown outcome, and what a later check shows', async () => {
      const path = '/api/v3/configure/token';
      lose('afterWork', path);
      onceRequested(fixture.tokenServer, { method: 'DELETE', path }, () => {
        fixture.tokenServer.faults.add({ kind: 'status', status: 401, work: 'undone', path: listRoute });
      });
      const error = await remedyError(remove());
      await onlyRemedy(error, 'checkAgain').run();
      const token = { name: 'ci', hash: listed(ci) };
      assert.deepEqual(await history(), [
        { action: 'deleteToken', outcome: 'unknown', token },
        { action: 'deleteToken', outcome: 'done', token },
      ]);
    });

    it('has a token that was created before its window was killed', async () => {
      const { name, url } = fixture.server;
      const open = await fixture.servers.requests.begin({
        ...tokenRequest({ route: 'createNamed', name: 'ci' }),
        server: { name, url, identity: fixture.identity },
        before: { hash: null, serverTime: new Date(0).toISOString() },
      });
      await open.release();
      const ports = { ...fixture, person: person(), rotations: fixture.usage.rotations };
      const interrupted = new InterruptedRequests(ports, () => undefined);
      await interrupted.check();
      interrupted.dispose();
      assert.deepEqual(await history(), [
        { action: 'createNamedToken', outcome: 'done', token: { name: 'ci', hash: ci.hash } },
      ]);
    });

    it('has rotations, with both tokens and what happened to the old one', async () => {
      await setup.rotate(confirming(), { name: 'ci' }, { newName: 'ci-2', old: 'delete' });
      const next = await setup.storedToken('ci-2');
      assert.deepEqual(await history(), [
        {
          action: 'rotateToken',
          outcome: 'done',
          token: { name: 'ci-2', hash: next.hash },
          replaced: { name: 'ci', hash: ci.hash },
          old: 'deleted',
        },
      ]);
    });

    it('has a rotation that stopped, and how it ended', async () => {
      lose('beforeWork', createRoute);
      const resume = async (action: ResumeInput['action'], asked: ScriptedPerson) => {
        const [journal] = await setup.openJournals();
        assert.ok(journal);
        await resumeRotation(journal, { action, files: 'all', old: 'later' }, setup.ports(asked));
      };
      const rotate = () => setup.rotate(person(), { name: 'ci' }, { newName: 'ci-2', old: 'later' });
      assert.ok((await rejection(rotate())) instanceof RotationStopped);
      await resume('finish', person());
      await resume('undo', person({ confirm: true }));
      await unfinishedRotation(fixture, 'ci', ci);
      await resume(undefined, person({ pick: 'Discard Rotation' }));
      assert.deepEqual(
        (await history()).map(({ action, outcome, old }) => [action, outcome, old]),
        [
          ['rotateToken', 'unfinished', undefined],
          ['finishRotation', 'done', 'later'],
          ['undoRotation', 'done', 'kept'],
          ['discardRotation', 'done', undefined],
        ],
      );
    });

    it('has the regenerated token of an operator rotation', async () => {
      await setup.rotate(confirming(), { name: '_admin' }, { bridge: false });
      const hash = await signInHash(fixture);
      const entry = (await history()).find(({ action }) => action === 'rotateToken');
      assert.deepEqual([entry?.token?.hash, entry?.old], [hash, 'replaced']);
      assert.equal(fixture.sent('POST', regenerateRoute), 1);
    });

    it('has sign-ins, sign-outs, and removed servers', async () => {
      const { server, servers, clipboard, settings, usage } = fixture;
      const notice = { signedIn: () => undefined };
      await signOut(server, { person: confirming(), servers, clipboard });
      const typed = person({ text: ci.reveal() });
      await signIn(server, { fromClipboard: false }, { person: typed, servers, clipboard, notice });
      await removeServer(server, { person: confirming(), servers, settings, rotations: usage.rotations });
      assert.deepEqual(await history(), [
        { action: 'signOut', outcome: 'done', token: { name: '_admin', hash: operator.hash } },
        { action: 'signIn', outcome: 'done', token: { name: 'ci', hash: ci.hash } },
        { action: 'removeServer', outcome: 'done' },
      ]);
    });

    it('never fails an operation that it could not add', async () => {
      // Nothing can be appended to a folder.
      mkdirSync(join(fixture.folder, 'history.jsonl'));
      await create();
      assert.ok(fixture.names().includes('new'));
      assert.ok(fixture.log.some((line) => line.includes('history')));
    });
  });
});
