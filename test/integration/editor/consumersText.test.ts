import assert from 'node:assert/strict';
import { restartBeforeText, restartText } from '../../../src/ui/rotation/consumersText.ts';
import { sentence } from '../../support/sentences.ts';

describe('restartText and restartBeforeText', () => {
  const consumers = [{ kind: 'compose', name: 'app', folder: '', file: 'compose.yml' } as const];
  const incomplete = sentence('listIncomplete');

  it('say that a list might be incomplete, only if it is', () => {
    for (const text of [restartText, restartBeforeText]) {
      assert.ok(text({ consumers, isComplete: false }).endsWith(` ${incomplete}`));
      assert.ok(!text({ consumers, isComplete: true }).includes(incomplete));
      assert.ok(!text({ consumers: [], isComplete: false }).includes(incomplete));
    }
  });
});
