import assert from 'node:assert/strict';
import { alone } from '../../../../src/core/l10n.ts';
import { plainItem } from '../../../../src/ui/prompts/plainItem.ts';

describe('plainItem', () => {
  it('escapes icons in all texts, and keeps the rest', () => {
    const icon = alone('$(verified) ci');
    const shown = plainItem({ label: icon, description: icon, detail: icon, record: 1 });
    assert.deepEqual(shown, {
      label: '$ (verified) ci',
      description: '$ (verified) ci',
      detail: '$ (verified) ci',
      record: 1,
    });
    assert.deepEqual(plainItem({ label: alone('ci') }), { label: 'ci' });
  });
});
