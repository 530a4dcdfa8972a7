import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parsePastedToken } from '../../../../src/core/token/token.ts';
import { anyText } from '../anyText.ts';

const tokenString = `apiv3_${'aB3_-'.repeat(17)}z`;

describe('parsePastedToken', () => {
  for (const [what, pasted] of Object.entries({
    'nothing around it': tokenString,
    'spaces around it': `  ${tokenString}  `,
    'a line break after it': `${tokenString}\n`,
    'a Windows line break after it': `${tokenString}\r\n`,
    'tabs and empty lines around it': `\n\t${tokenString}\t\n\n`,
    'a no-break space and a byte order mark around it': `\ufeff\u00a0${tokenString}\u00a0`,
    'double quotes': `"${tokenString}"`,
    'single quotes': `'${tokenString}'`,
    backticks: `\`${tokenString}\``,
    'quotes and the comma of a JSON line': `"${tokenString}",`,
    'quotes and the semicolon of a script': `'${tokenString}';`,
    'a quote at one end only': `${tokenString}"`,
    'spaces inside quotes': `" ${tokenString} "`,
    '"Bearer " before it': `Bearer ${tokenString}`,
    '"Token " before it': `Token ${tokenString}`,
    '"bearer" in lower case and several spaces': `bearer   ${tokenString}`,
    'quotes around "Bearer "': `"Bearer ${tokenString}"`,
    'quotes after "Bearer "': `Bearer "${tokenString}"`,
    'a whole header': `Authorization: Bearer ${tokenString}\r\n`,
    'a header with a space before its colon': `Authorization : Bearer ${tokenString}`,
    'a whole header in lower case': `authorization:Token ${tokenString}`,
    'quotes in quotes': `'"${tokenString}"'`,
    'a scheme twice': `Bearer Token ${tokenString}`,
    'everything at once': `  "authorization: Bearer '${tokenString}'",\n`,
  })) {
    it(`reads a token with ${what}`, () => assert.equal(parsePastedToken(pasted)?.reveal(), tokenString));
  }

  it('accepts any format with the prefix, like the server', () => {
    assert.equal(parsePastedToken('apiv3_created-offline.by+hand==')?.reveal(), 'apiv3_created-offline.by+hand==');
  });

  it('keeps quotes and separators inside the token', () => {
    for (const inside of ['apiv3_a"b\'c', 'apiv3_a,b;c', 'my-token', 'x-authorization:y']) {
      assert.equal(parsePastedToken(inside)?.reveal(), inside);
    }
  });

  it('accepts a token without the prefix', () => {
    const token = parsePastedToken('some-v2-token==');
    assert.equal(token?.reveal(), 'some-v2-token==');
    assert.equal(token.hasServerFormat, false);
  });

  for (const [what, pasted] of Object.entries({
    nothing: '',
    'only spaces': ' \t\n',
    'only quotes': '""',
    'two tokens': `${tokenString} ${tokenString}`,
    'two lines': `${tokenString}\n${tokenString}`,
    'a wrapped token': `${tokenString.slice(0, 40)}\n${tokenString.slice(40)}`,
    'a scheme without a token': 'Bearer ',
    'a header without a token': 'Authorization: Bearer',
    'characters that a header can’t contain': 'apiv3_naïve',
    'an invisible character': `apiv3_\u200b${'a'.repeat(86)}`,
    'a control character': `apiv3_a\u0000b`,
    'an injected header': `${tokenString}\r\nX-Other: 1`,
  })) {
    it(`returns undefined for ${what}`, () => assert.equal(parsePastedToken(pasted), undefined));
  }

  it('returns only what a header can contain, for any text', () => {
    fc.assert(
      fc.property(anyText, (pasted) => {
        const token = parsePastedToken(pasted);
        assert.ok(token === undefined || /^[\x21-\x7e]+$/.test(token.reveal()));
      }),
    );
  });
});
