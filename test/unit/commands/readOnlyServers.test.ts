import assert from 'node:assert/strict';
import { createOperatorToken } from '../../../src/commands/createOperatorToken.ts';
import { createResourceToken } from '../../../src/commands/createResourceToken.ts';
import { deleteToken } from '../../../src/commands/deleteToken.ts';
import { recoverOperatorToken } from '../../../src/commands/recoverOperatorToken.ts';
import { regenerateOperatorToken } from '../../../src/commands/regenerateOperatorToken.ts';
import type { Dependencies } from '../../../src/commands/dependencies.ts';
import { Canceled } from '../../../src/core/errors.ts';
import { ReadOnlyError } from '../../../src/operations/steps/writableServer.ts';
import { isRotatable } from '../../../src/servers/serverState.ts';
import { listedToken } from '../operations/support/tokenRequest.ts';
import { operationFixture, strangerToken, type OperationFixture } from '../operations/support/operationFixture.ts';
import { ScriptedPerson } from '../operations/support/scriptedPerson.ts';

/** Creating a named token and rotating also import views, which exist only in a window. */
const changing = {
  createOperatorToken,
  createResourceToken,
  regenerateOperatorToken,
  recoverOperatorToken,
  deleteToken,
};

describe('a command that changes a server', () => {
  let fixture: OperationFixture;

  beforeEach(async () => {
    fixture = await operationFixture();
  });

  const run = async (
    name: keyof typeof changing,
    person: ScriptedPerson,
    caller: 'withArguments' | 'withoutArguments' = 'withoutArguments',
  ) => {
    const origin = {
      caller,
      node: undefined,
      isRowGone: false,
      editor: undefined,
      insertionPoint: undefined,
    } as const;
    // No command gets further than choosing a server, so the views aren't needed.
    const deps = fixture as unknown as Dependencies;
    return changing[name](deps).run({ ...origin, args: {}, person });
  };
  const configure = (...servers: readonly { name: string; isReadOnly: boolean }[]) => {
    fixture.settings.entries = servers.map((server, index) => ({
      ...fixture.server,
      ...server,
      url: `http://127.0.0.1:${index + 1}`,
    }));
  };

  for (const name of Object.keys(changing) as (keyof typeof changing)[]) {
    it(`offers no read-only server for ${name}`, async () => {
      configure(
        { name: 'Archive', isReadOnly: true },
        { name: 'Dev', isReadOnly: false },
        { name: 'Staging', isReadOnly: false },
      );
      const person = new ScriptedPerson(['cancel']);
      await assert.rejects(run(name, person), Canceled);
      const [asked] = person.asked;
      assert.deepEqual((asked?.question as { labels?: readonly string[] }).labels, ['Dev', 'Staging']);
    });

    it(`refuses ${name} without a question if all servers are read-only`, async () => {
      configure({ name: 'Archive', isReadOnly: true }, { name: 'Old', isReadOnly: true });
      await assert.rejects(run(name, new ScriptedPerson()), ReadOnlyError);
      await assert.rejects(run(name, new ScriptedPerson(), 'withArguments'), ReadOnlyError);
    });
  }

  it('offers no rotation of a token on a read-only server', () => {
    const record = listedToken('ci', strangerToken());
    const isOffered = (isReadOnly: boolean) =>
      isRotatable(record, { ...fixture.server, isReadOnly }, { product: 'core' });
    assert.deepEqual([isOffered(false), isOffered(true)], [true, false]);
  });
});
