import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tokenFromPaste } from '../../../src/core/token.ts';
import { anyText } from './anyText.ts';

const string = `apiv3_${'aB3_-'.repeat(17)}z`;

describe('A pasted token', () => {
  for (const [what, pasted] of Object.entries({
    'nothing around it': string,
    'spaces around it': `  ${string}  `,
    'a line end behind': `${string}\n`,
    'a Windows line end behind': `${string}\r\n`,
    'tabs and empty lines around it': `\n\t${string}\t\n\n`,
    'a no-break space and a byte order mark around it': `\ufeff\u00a0${string}\u00a0`,
    'double quotes': `"${string}"`,
    'single quotes': `'${string}'`,
    'back ticks': `\`${string}\``,
    'quotes and the comma of a JSON line': `"${string}",`,
    'quotes and the semicolon of a script': `'${string}';`,
    'a quote at one end only': `${string}"`,
    'spaces inside quotes': `" ${string} "`,
    '"Bearer " in front': `Bearer ${string}`,
    '"Token " in front': `Token ${string}`,
    '"bearer" in small letters and several spaces': `bearer   ${string}`,
    'quotes around "Bearer "': `"Bearer ${string}"`,
    'quotes behind "Bearer "': `Bearer "${string}"`,
    'a whole header': `Authorization: Bearer ${string}\r\n`,
    'a header with a space before its colon': `Authorization : Bearer ${string}`,
    'a whole header in small letters': `authorization:Token ${string}`,
    'quotes in quotes': `'"${string}"'`,
    'a scheme twice': `Bearer Token ${string}`,
    'everything at once': `  "authorization: Bearer '${string}'",\n`,
  })) {
    it(`is cleaned of ${what}`, () => assert.equal(tokenFromPaste(pasted)?.reveal(), string));
  }

  it('is taken with another shape, for the server asks for the prefix only', () => {
    assert.equal(tokenFromPaste('apiv3_made-offline.by+hand==')?.reveal(), 'apiv3_made-offline.by+hand==');
  });

  it('keeps what only looks like something around it', () => {
    for (const inside of ['apiv3_a"b\'c', 'apiv3_a,b;c', 'my-token', 'x-authorization:y']) {
      assert.equal(tokenFromPaste(inside)?.reveal(), inside);
    }
  });

  it('is taken without the prefix, to be asked about', () => {
    const token = tokenFromPaste('some-v2-token==');
    assert.equal(token?.reveal(), 'some-v2-token==');
    assert.equal(token.looksMadeByServer, false);
  });

  for (const [what, pasted] of Object.entries({
    nothing: '',
    'blanks only': ' \t\n',
    'quotes only': '""',
    'two tokens': `${string} ${string}`,
    'two lines': `${string}\n${string}`,
    'a string that was wrapped': `${string.slice(0, 40)}\n${string.slice(40)}`,
    'a scheme without anything behind': 'Bearer ',
    'a header without anything behind': 'Authorization: Bearer',
    'letters that a header cannot carry': 'apiv3_naïve',
    'an invisible letter inside': `apiv3_\u200b${'a'.repeat(86)}`,
    'a control character inside': `apiv3_a\u0000b`,
    'a header smuggled in': `${string}\r\nX-Other: 1`,
  })) {
    it(`is none where there is ${what}`, () => assert.equal(tokenFromPaste(pasted), undefined));
  }

  it('is never more than a header can carry, whatever is pasted', () => {
    fc.assert(
      fc.property(anyText, (pasted) => {
        const token = tokenFromPaste(pasted);
        assert.ok(token === undefined || /^[\x21-\x7e]+$/.test(token.reveal()));
      }),
    );
  });
});
