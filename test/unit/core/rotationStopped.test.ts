import assert from 'node:assert/strict';
import type { Journal } from '../../../src/core/rotation/journal.ts';
import { plannedRotation } from '../../../src/core/rotation/plan.ts';
import { RotationStopped, whatIsTrue } from '../../../src/core/rotation/stopped.ts';
import { Token } from '../../../src/core/token.ts';
import { Cancelled, UserError } from '../../../src/core/userError.ts';

const token = new Token(`apiv3_${'a'.repeat(86)}`);

describe('What is said of a rotation that stopped', () => {
  it('never calls an operator token alive whose string died with the regenerate', () => {
    for (const stage of ['placing', 'writing', 'retiring', 'ending'] as const) {
      assert.doesNotMatch(
        whatIsTrue(stopped('operator', stage)).join(' '),
        /still works|asks what is to become/,
        stage,
      );
    }
  });

  it('says of a named one that the old token works until it goes', () => {
    for (const stage of ['creating', 'placing', 'retiring', 'waiting'] as const) {
      assert.match(whatIsTrue(stopped('named', stage)).join(' '), /still works/, stage);
    }
  });

  it('gives the reason, unless the person stopped it', () => {
    const journal = stopped('named', 'writing');
    const failed = new RotationStopped(journal, new UserError('The server is gone.'));
    assert.match(failed.message, /stopped\. The server is gone\. /);
    assert.equal(failed.byPerson, false);
    const cancelled = new RotationStopped(journal, new Cancelled());
    assert.equal(cancelled.byPerson, true);
    assert.doesNotMatch(cancelled.message, /log/);
    assert.match(new RotationStopped(journal, new Error('EACCES /secret')).message, /The log tells more/);
  });
});

function stopped(kind: Journal['kind'], stage: Journal['stage']): Journal {
  const record = {
    id: 1,
    name: kind === 'named' ? 'ci' : '_admin',
    hash: token.hash.slice(0, 9),
    createdAt: new Date(),
    updatedAt: undefined,
    expiry: undefined,
    permissions: '*:*:*',
    description: undefined,
  };
  const server = { name: 'Local', url: 'http://localhost', identity: 'x' };
  const plan = { kind, server, folders: [], record, old: token, newName: 'ci-2', lifetime: undefined, bearer: token };
  return { ...plannedRotation(plan, new Date()), stage };
}
