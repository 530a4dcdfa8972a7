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
    assert.doesNotMatch(new RotationStopped(journal, new Error('EACCES /secret')).message, /secret/);
  });

  it('is an error of a name of its own, which keeps what it was stopped by', () => {
    const cause = new Error('EACCES');
    const error = new RotationStopped(stopped('named', 'writing'), cause);
    assert.equal(error.name, 'RotationStopped');
    assert.equal(error.cause, cause);
  });

  const due = new Date('2026-12-08T12:00:00Z').toISOString();
  const cases: [Journal['kind'], Journal['stage'], true: RegExp, next: RegExp, change?: Partial<Journal>][] = [
    ['named', 'creating', /^"ci-2" may have been made already; "ci" still works, and no file/, /makes nothing twice/],
    ['operator', 'creating', /^The operator token may have been replaced already; no file/, /makes nothing twice/],
    [
      'named',
      'placing',
      /^"ci-2" is made and kept here; "ci" still works, and no file was changed/,
      /asks which places/,
    ],
    ['operator', 'placing', /^The operator token is replaced .*; files still hold the old one/, /asks which places/],
    [
      'named',
      'writing',
      /^"ci-2" is kept here, and each file holds the old string or the new one/,
      /rewrites the rest/,
    ],
    ['named', 'retiring', /^The files are rewritten; "ci" still works/, /asks what is to become of the old token/],
    ['named', 'waiting', /^The files are rewritten; "ci" still works/, /asks once more before the old token/, { due }],
    ['operator', 'retiring', /^The files are rewritten, and the old string works no more/, /tidies up/],
    ['named', 'ending', /^The files are rewritten; the old string may work no more/, /looks at the server first/],
    ['bridge', 'ending', /^The files are rewritten; the old string may work no more/, /looks at the server first/],
    ['operator', 'ending', /^The files are rewritten, and the old string works no more/, /looks at the server first/],
    ['named', 'forgetting', /^All of it is done, but the old string may still be kept/, /forgets that string/],
    ['named', 'undoing', /^Some files hold the old string again/, /can only be undone to the end/],
  ];
  for (const [kind, stage, isTrue, next, change] of cases) {
    it(`tells what is true and what finishing does (${kind}, ${stage})`, () => {
      const [first = '', second = '', ...more] = whatIsTrue({ ...stopped(kind, stage), ...change });
      assert.match(first, isTrue);
      assert.match(second, next);
      assert.deepEqual(more, []);
    });
  }
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
