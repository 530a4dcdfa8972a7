import assert from 'node:assert/strict';
import { createNamedToken } from '../../../src/operations/createNamedToken.ts';
import { createOperatorToken } from '../../../src/operations/createOperatorToken.ts';
import { createResourceToken, resourceTokenInput } from '../../../src/operations/createResourceToken.ts';
import { deleteToken } from '../../../src/operations/deleteToken.ts';
import { recoverOperatorToken } from '../../../src/operations/recoverOperatorToken.ts';
import { regenerateOperatorToken } from '../../../src/operations/regenerateOperatorToken.ts';
import { resumeRotation } from '../../../src/operations/resumeRotation.ts';
import { rotateToken, rotationInput } from '../../../src/operations/rotateToken.ts';
import { signIn } from '../../../src/operations/signIn.ts';
import { signOut } from '../../../src/operations/signOut.ts';
import type { RotationRunPorts } from '../../../src/operations/steps/runRotation.ts';
import { ReadOnlyError } from '../../../src/operations/steps/writableServer.ts';
import { testConnection } from '../../../src/operations/testConnection.ts';
import type { Server } from '../../../src/core/server/server.ts';
import { RotationStopped } from '../../../src/rotation/stopped.ts';
import { sentence } from '../../support/sentences.ts';
import { kindsOf, rejection } from './support/rejection.ts';
import { rotationSetup, type RotationSetup } from './support/rotationSetup.ts';
import { ScriptedPerson, type Answer } from './support/scriptedPerson.ts';
import { unfinishedRotation } from './support/unfinishedRotation.ts';

const named = { name: 'new', lifetime: { seconds: undefined } };
const changes: Record<string, (server: Server, ports: RotationRunPorts, setup: RotationSetup) => Promise<unknown>> = {
  createOperatorToken: (server, ports) => createOperatorToken(server, ports),
  createNamedToken: (server, ports) => createNamedToken(server, named, ports),
  createResourceToken: (server, ports) =>
    createResourceToken(
      server,
      resourceTokenInput({ name: 'new', permissions: ['db:a:read'], expiry: 'never' }),
      ports,
    ),
  regenerateOperatorToken: (server, ports) => regenerateOperatorToken(server, ports),
  recoverOperatorToken: (server, ports) => recoverOperatorToken(server, { recoveryUrl: 'http://127.0.0.1:1' }, ports),
  deleteToken: (server, ports) => deleteToken(server, { name: 'ci' }, ports),
  rotateToken: (server, ports) => rotateToken(server, { name: 'ci' }, rotationInput({ newName: 'ci-2' }), ports),
  ...Object.fromEntries(
    (['finish', 'undo'] as const).map((action) => [
      `resumeRotation (${action})`,
      async (_server: Server, ports: RotationRunPorts, { fixture, ci }: RotationSetup) =>
        resumeRotation(
          await unfinishedRotation(fixture, 'ci', ci),
          { action, files: undefined, old: undefined },
          ports,
        ),
    ]),
  ),
};

describe('a read-only server', () => {
  let setup: RotationSetup;

  beforeEach(async () => {
    setup = await rotationSetup();
    setReadOnly();
  });

  function setReadOnly(): void {
    const { fixture } = setup;
    fixture.settings.entries = [{ ...fixture.server, isReadOnly: true }];
  }

  const person = (...answers: Answer[]) => new ScriptedPerson(answers);

  for (const [operation, run] of Object.entries(changes)) {
    it(`refuses ${operation} before it asks or sends anything`, async () => {
      const { fixture, ports } = setup;
      for (const options of [{}, { isExternal: true }, { autoConfirm: true }]) {
        const asked = new ScriptedPerson([], options);
        const error = await rejection(run(fixture.server, ports(asked), setup));
        assert.ok(error instanceof ReadOnlyError, String(error));
        assert.deepEqual(kindsOf(error), ['editServerSettings']);
      }
      assert.deepEqual(fixture.tokenServer.requests, []);
      assert.deepEqual(await fixture.servers.history.read(), []);
    });
  }

  it('can be listed, tested, signed in to, and signed out of', async () => {
    const { fixture, operator } = setup;
    const { server, servers, clipboard } = fixture;
    await servers.store.reload(server);
    assert.equal(servers.store.state(server).tokens?.length, 2);
    assert.ok(await testConnection(server, { asksToTrust: false }, { person: person(), servers }));
    const notice = { signedIn: () => undefined };
    const typed = person({ text: operator.reveal() });
    await signIn(server, { fromClipboard: false }, { person: typed, servers, clipboard, notice });
    await signOut(server, { person: person({ confirm: true }), servers, clipboard });
    typed.done();
  });

  it('lets a rotation be discarded, and offers nothing else', async () => {
    const { fixture, ci, ports } = setup;
    const journal = await unfinishedRotation(fixture, 'ci', ci);
    const asked = person({ pick: sentence('discardRotation') });
    await resumeRotation(journal, { action: undefined, files: undefined, old: undefined }, ports(asked));
    assert.deepEqual((asked.asked[0]?.question as { labels?: readonly string[] }).labels, [
      sentence('discardRotation'),
    ]);
    assert.deepEqual(await setup.openJournals(), []);
  });

  it('stops a rotation that is running when the setting changes, before its next change', async () => {
    const { fixture, display, rotate, deletions } = setup;
    fixture.settings.entries = [fixture.server];
    display.onChoose = setReadOnly;
    const error = await rejection(
      rotate(new ScriptedPerson([], { autoConfirm: true }), { name: 'ci' }, { newName: 'ci-2' }),
    );
    assert.ok(error instanceof RotationStopped && error.cause instanceof ReadOnlyError);
    assert.equal(deletions(), 0);
    assert.deepEqual(fixture.names().sort(), ['_admin', 'ci', 'ci-2']);
  });
});
