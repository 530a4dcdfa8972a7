import assert from 'node:assert/strict';
import { withoutIcons, withoutLinks } from '../../../src/core/plainText.ts';

const plainName = 'a[0] (b) $HOME 名 🔑';

describe('withoutLinks', () => {
  it('escapes links', () => {
    const shown = withoutLinks('Token "[Show me](command:workbench.action.terminal.new)" was created');
    assert.doesNotMatch(shown, /\[[^\]]*\]\(/);
    assert.match(shown, /Show me/);
  });

  it('leaves text without links unchanged', () => {
    assert.equal(withoutLinks(plainName), plainName);
  });
});

describe('withoutIcons', () => {
  it('escapes icons', () => {
    const shown = withoutIcons('$(verified) ci');
    assert.doesNotMatch(shown, /\$\(/);
    assert.match(shown, /verified.* ci$/);
  });

  it('leaves text without icons unchanged', () => {
    assert.equal(withoutIcons(plainName), plainName);
  });
});
