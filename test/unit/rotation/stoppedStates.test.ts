import assert from 'node:assert/strict';
import { untranslated } from '../../../src/core/l10n.ts';
import type { Journal } from '../../../src/rotation/journal.ts';
import { planRotation } from '../../../src/rotation/plan.ts';
import { RotationStopped, describeState } from '../../../src/rotation/stopped.ts';
import { Token } from '../../../src/core/token/token.ts';
import { Canceled, UserError } from '../../../src/core/errors.ts';
import { sentence, sentencePattern } from '../../support/sentences.ts';

const token = new Token(`apiv3_${'a'.repeat(86)}`);

describe('RotationStopped', () => {
  const journal = stopped('named', 'writing');

  it('gives the reason of a failure', () => {
    const error = new RotationStopped(journal, new UserError(untranslated('The server is gone.')));
    assert.ok(error.message.startsWith(`${sentence('rotationStopped', 'ci', 'Local')} The server is gone. `));
    assert.equal(error.isCanceled, false);
  });

  it('gives no reason when the user canceled the rotation', () => {
    const error = new RotationStopped(journal, new Canceled());
    assert.equal(error.isCanceled, true);
    assert.doesNotMatch(error.message, sentencePattern('seeLog'));
  });

  it('refers to the log for an unexpected error, without its message', () => {
    const { message } = new RotationStopped(journal, new Error('EACCES /secret'));
    assert.match(message, sentencePattern('seeLog'));
    assert.doesNotMatch(message, /secret/);
  });

  it('keeps the cause', () => {
    const cause = new Error('EACCES');
    const error = new RotationStopped(journal, cause);
    assert.equal(error.name, 'RotationStopped');
    assert.equal(error.cause, cause);
  });
});

describe('whatIsTrue', () => {
  const due = new Date('2026-12-08T12:00:00Z').toISOString();
  const checksFirst = sentence('rotationFinishChecksFirst');
  const finishAsks = sentence('rotationFinishAsksOccurrences');
  const oldWorks = sentence('filesUpdatedOldWorks', 'ci');
  const oldMayNotWork = sentence('rotationOldTokenUncertain');
  const oldRevoked = sentence('rotationFilesUpdatedOldRevoked');
  const cleansUp = sentence('rotationFinishCleansUp');
  const cases: [Journal['kind'], Journal['stage'], state: string, next: string, change?: Partial<Journal>][] = [
    ['named', 'creating', sentence('rotationMayHaveCreated', 'ci-2', 'ci'), checksFirst],
    ['operator', 'creating', sentence('operatorTokenMayBeReplaced'), checksFirst],
    ['named', 'placing', sentence('rotationTokenStored', 'ci-2', 'ci'), finishAsks],
    ['operator', 'placing', sentence('rotationOperatorReplaced'), finishAsks],
    ['named', 'writing', sentence('fileContainsOldOrNew', 'ci-2'), sentence('rotationFinishUpdatesFiles')],
    ['named', 'retiring', oldWorks, sentence('rotationFinishAsksAboutOldToken')],
    ['named', 'waiting', oldWorks, sentence('rotationFinishAsksBeforeRetiring'), { due }],
    ['operator', 'retiring', oldRevoked, cleansUp],
    ['named', 'ending', oldMayNotWork, cleansUp],
    ['bridge', 'ending', oldMayNotWork, sentence('rotationFinishRegenerates')],
    ['operator', 'ending', oldRevoked, cleansUp],
    ['named', 'forgetting', sentence('rotationDoneOldStored'), sentence('rotationFinishDeletesOldToken')],
    ['named', 'undoing', sentence('rotationPartlyUndone'), sentence('rotationOnlyUndo')],
  ];
  for (const [kind, stage, state, next, change] of cases) {
    it(`returns the state and what finishing does (${kind}, ${stage})`, () => {
      assert.deepEqual(describeState({ ...stopped(kind, stage), ...change }), [state, next]);
    });
  }

  it('never says that a regenerated operator token still works', () => {
    const stillWorks = [
      'rotationMayHaveCreated',
      'rotationTokenStored',
      'filesUpdatedOldWorks',
      'rotationFinishAsksAboutOldToken',
    ] as const;
    for (const stage of ['placing', 'writing', 'retiring', 'ending'] as const) {
      const text = describeState(stopped('operator', stage)).join(' ');
      for (const key of stillWorks) {
        assert.doesNotMatch(text, sentencePattern(key), stage);
      }
    }
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
  const tokens = { old: token, signIn: token, bearer: token };
  const plan = { kind, server, folders: [], record, newName: 'ci-2', lifetime: undefined, ...tokens };
  return { ...planRotation(plan, new Date()), stage };
}
