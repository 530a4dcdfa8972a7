import assert from 'node:assert/strict';
import { withoutIcons, withoutLinks } from '../../../src/core/plainText.ts';

describe('Names that strangers give', () => {
  it('make no link in a notification', () => {
    const shown = withoutLinks('Token "[Show me](command:workbench.action.terminal.new)" was made');
    assert.doesNotMatch(shown, /\[[^\]]*\]\(/);
    assert.match(shown, /Show me/);
  });

  it('make no icon in a quick pick', () => {
    const shown = withoutIcons('$(verified) ci');
    assert.doesNotMatch(shown, /\$\(/);
    assert.match(shown, /verified.* ci$/);
  });

  it('are otherwise as they were', () => {
    const name = 'a[0] (b) $HOME 名 🔑';
    assert.equal(withoutLinks(name), name);
    assert.equal(withoutIcons(name), name);
  });
});
