import assert from 'node:assert/strict';
import { withoutConflicts } from '../../../../src/ui/prompts/exclusiveItems.ts';

const all = { label: 'all', isExclusive: true };
const [one, other] = [{ label: 'one' }, { label: 'other' }];

describe('withoutConflicts', () => {
  it('allows items without an exclusive one, and an exclusive one alone', () => {
    assert.deepEqual(withoutConflicts([one, other], [one]), [one, other]);
    assert.deepEqual(withoutConflicts([all], []), [all]);
    assert.deepEqual(withoutConflicts([], [all]), []);
  });

  it('keeps what was selected last', () => {
    assert.deepEqual(withoutConflicts([all, one, other], [one, other]), [all]);
    assert.deepEqual(withoutConflicts([all, one], [all]), [one]);
  });

  it('selects no exclusive item when all items are selected at once', () => {
    assert.deepEqual(withoutConflicts([all, one, other], []), [one, other]);
    assert.deepEqual(withoutConflicts([all, one, other], [one]), [one, other]);
  });
});
