import assert from 'node:assert/strict';
import { Token } from '../../../src/core/token/token.ts';
import { encodeToken, type ReadOnlyEncoding, type TokenEncoding } from '../../../src/content/tokenEncoding.ts';
import { mayContainToken } from '../../../src/content/tokenFragments.ts';
import { distinctTokens, findTokensInText } from '../../../src/content/tokensInText.ts';

const tokenString = `apiv3_${'aB3_-'.repeat(17)}z`;
const offline = 'apiv3_created-offline';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const isOfflineToken = ({ hash }: Token) => hash === new Token(offline).hash;
const found = (text: string) => findTokensInText(text, isOfflineToken).map(({ start, end }) => text.slice(start, end));

describe('findTokensInText', () => {
  for (const [what, front, back] of [
    ['alone', '', ''],
    ['at the end', 'token: ', ''],
    ['in quotes', '"', '"'],
    ['after an equals sign', 'INFLUX_TOKEN=', '\n'],
    ['in a URL', 'http://h/?token=', '&x=1'],
    ['between accents, as bytes', '\xc3\xa9', '\xc3\xa9'],
    ['before a full stop', '', '.'],
    ['after a slash, a plus and a dollar sign', '/+$', '/'],
    ['on a line of its own', 'a\r\n', '\r\nb'],
  ] as const) {
    it(`finds a token ${what}`, () => assert.deepEqual(found(front + tokenString + back), [tokenString]));
  }

  for (const [what, text] of Object.entries({
    'inside a longer word': `x${tokenString}`,
    'after an underscore': `_${tokenString}`,
    'after a dash': `-${tokenString}`,
    'before a letter': `${tokenString}a`,
    'before a dash': `${tokenString}-`,
    'directly after another': `${tokenString}${tokenString}`,
    'cut by a line break': `${tokenString.slice(0, 50)}\n${tokenString.slice(50)}`,
    'that is a character short': tokenString.slice(0, -1),
    'with a different prefix': tokenString.replace('apiv3', 'apiv2'),
    'in upper case': tokenString.toUpperCase(),
    'that is a placeholder': '${INFLUX_TOKEN} YOUR_TOKEN apiv3_… apiv3_<token> apiv3_',
    'that is masked': 'apiv3_… (0123abcde) apiv3_****',
  })) {
    it(`ignores a token ${what}`, () => assert.deepEqual(found(text), []));
  }

  it('finds a token of another length only if it is known', () => {
    assert.deepEqual(found(`a ${offline} b`), [offline]);
    assert.deepEqual(
      findTokensInText(`a ${offline} b`, () => false),
      [],
    );
  });

  it('ignores a token that is too long for a request, even if it is known', () => {
    const long = `apiv3_${'a'.repeat(9_000)}`;
    const knownIn = (text: string, known: string) =>
      findTokensInText(text, ({ hash }) => hash === new Token(known).hash).length;
    assert.equal(knownIn(`${long} ${base64(long)}`, long), 0);
    assert.equal(knownIn(`${long.slice(0, 8_192)} `, long.slice(0, 8_192)), 1);
  });

  it('finds every occurrence in order, also on one line and in both encodings', () => {
    const text = `${base64(tokenString)} ${tokenString},${tokenString}\n${base64(offline)}\n`;
    assert.deepEqual(found(text), [base64(tokenString), tokenString, tokenString, base64(offline)]);
    assert.equal(found(`${tokenString} `.repeat(500)).length, 500);
  });

  it('returns the decoded token', () => {
    for (const { token } of findTokensInText(
      `${tokenString} ${base64(tokenString)} ${base64(`${tokenString}\n`)}`,
      () => false,
    )) {
      assert.equal(token.hash, new Token(tokenString).hash);
    }
  });
});

describe('distinctTokens', () => {
  it('returns each token once, in the order of their first occurrence', () => {
    const occurrences = findTokensInText(`${offline} ${tokenString} ${base64(tokenString)} ${offline}`, isOfflineToken);
    assert.deepEqual(
      distinctTokens(occurrences).map((token) => token.reveal()),
      [offline, tokenString],
    );
    assert.deepEqual(distinctTokens([]), []);
  });
});

describe('findTokensInText and encodeToken with base64', () => {
  const encodingOf = (text: string): TokenEncoding | ReadOnlyEncoding | undefined =>
    findTokensInText(text, isOfflineToken)[0]?.writing;

  for (const [what, text, writing] of [
    ['in plain base64', base64(tokenString), { form: 'base64', lineEnd: '', padded: true }],
    ['without padding', base64(tokenString).replaceAll('=', ''), { form: 'base64', lineEnd: '', padded: false }],
    ['with a line break', base64(`${tokenString}\n`), { form: 'base64', lineEnd: '\n', padded: true }],
    ['with CRLF', base64(`${tokenString}\r\n`), { form: 'base64', lineEnd: '\r\n', padded: true }],
    ['that needs no padding', base64(offline), { form: 'base64', lineEnd: '', padded: true }],
  ] as const) {
    it(`find a token ${what}, and encode it in the same way`, () => {
      for (const around of ['', ' ', '"', '\n', ': ', '>']) {
        assert.deepEqual(encodingOf(around + text + around), writing);
      }
      assert.deepEqual(encodingOf(`TOKEN=${text}`), writing);
      const token = findTokensInText(text, isOfflineToken)[0]?.token ?? new Token('');
      assert.equal(encodeToken(token, writing), text);
    });
  }

  it('pad a token that replaces one that needed no padding', () => {
    const writing = encodingOf(base64(offline));
    assert.ok(writing?.form === 'base64');
    assert.equal(encodeToken(new Token(tokenString), writing), base64(tokenString));
  });

  for (const [what, text] of Object.entries({
    'as part of a longer run': `A${base64(tokenString)}`,
    'before more characters': `${base64(tokenString).replaceAll('=', '')}AAAA`,
    'with too much padding': `${base64(tokenString)}=`,
    'of a sentence with a token': base64(`${tokenString} and more`),
    'with two line breaks': base64(`${tokenString}\n\n`),
    'that is cut off': base64(tokenString).slice(0, 80),
    'with non-canonical bits at the end': base64(tokenString).replace(/.=$/, '9='),
    'of two tokens in a row': base64(tokenString + tokenString),
  })) {
    it(`ignore a token ${what}`, () => assert.deepEqual(found(text), []));
  }
});

describe('mayContainToken', () => {
  it('accepts every encoding of a token', () => {
    for (const text of [tokenString, base64(tokenString), base64(`${offline}\n`), base64(`any:${tokenString}`)]) {
      assert.ok(mayContainToken(text));
      assert.ok(mayContainToken(Buffer.from(text, 'utf16le').toString('latin1')));
    }
  });

  it('rejects other text', () => {
    for (const text of ['', 'apiv3', 'APIV3_', base64('apiVersion: v1'), base64('an api of a server')]) {
      assert.ok(!mayContainToken(text), text);
    }
  });
});
