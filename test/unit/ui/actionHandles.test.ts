import assert from 'node:assert/strict';
import { ActionHandles } from '../../../src/ui/actionHandles.ts';

describe('ActionHandles', () => {
  const target = { name: 'ci' };
  const handles = new ActionHandles();
  const handle = handles.issue('copy', target);

  it('finds what a handle stands for, as often as it is used', () => {
    assert.equal(handles.targetOf('copy', handle), target);
    assert.equal(handles.targetOf('copy', handle), target);
  });

  it('finds nothing for another command', () => {
    assert.equal(handles.targetOf('delete', handle), undefined);
  });

  it('finds nothing for a copy, a lookalike, a proxy, or a handle of another session', () => {
    const others = [
      structuredClone(handle),
      { ...handle },
      Object.create(handle) as object,
      new Proxy(handle, {}),
      target,
    ];
    for (const other of [...others, new ActionHandles().issue('copy', target), undefined, null, 'copy', 7]) {
      assert.equal(handles.targetOf('copy', other), undefined);
    }
  });

  it('shows nothing of what it stands for, and cannot be changed', () => {
    assert.deepEqual(Reflect.ownKeys(handle), []);
    assert.ok(Object.isFrozen(handle));
  });
});
