import assert from 'node:assert/strict';
import { Token } from '../../../src/core/token.ts';
import { distinctTokens, tokenBeginnings, tokensIn, written, type Writing } from '../../../src/core/tokensInText.ts';

const string = `apiv3_${'aB3_-'.repeat(17)}z`;
const offline = 'apiv3_made-offline';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const knowsOffline = ({ hash }: Token) => hash === new Token(offline).hash;
const found = (text: string) => tokensIn(text, knowsOffline).map(({ start, end }) => text.slice(start, end));

describe('A token in a text', () => {
  for (const [what, front, back] of [
    ['alone', '', ''],
    ['at the very end', 'token: ', ''],
    ['in quotes', '"', '"'],
    ['behind an equals sign', 'INFLUX_TOKEN=', '\n'],
    ['in a URL', 'http://h/?token=', '&x=1'],
    ['between accents, as bytes', '\xc3\xa9', '\xc3\xa9'],
    ['before a full stop', '', '.'],
    ['behind a slash, a plus and a dollar sign', '/+$', '/'],
    ['on a line of its own', 'a\r\n', '\r\nb'],
  ] as const) {
    it(`is found ${what}`, () => assert.deepEqual(found(front + string + back), [string]));
  }

  for (const [what, text] of Object.entries({
    'inside a longer word': `x${string}`,
    'behind an underscore': `_${string}`,
    'behind a dash': `-${string}`,
    'before a letter': `${string}a`,
    'before a dash': `${string}-`,
    'right behind another': `${string}${string}`,
    'cut by a line break': `${string.slice(0, 50)}\n${string.slice(50)}`,
    'one letter short': string.slice(0, -1),
    'with another prefix': string.replace('apiv3', 'apiv2'),
    'in capitals': string.toUpperCase(),
    'that is a placeholder': '${INFLUX_TOKEN} YOUR_TOKEN apiv3_… apiv3_<token> apiv3_',
    'that is masked': 'apiv3_… (0123abcde) apiv3_****',
  })) {
    it(`is none ${what}`, () => assert.deepEqual(found(text), []));
  }

  it('of another length is one where it is known, and only then', () => {
    assert.deepEqual(found(`a ${offline} b`), [offline]);
    assert.deepEqual(
      tokensIn(`a ${offline} b`, () => false),
      [],
    );
  });

  it('that is longer than any request could carry is none, even if it were known', () => {
    const long = `apiv3_${'a'.repeat(9_000)}`;
    assert.deepEqual(
      tokensIn(`${long} ${base64(long)}`, () => true),
      [],
    );
    assert.equal(tokensIn(long.slice(0, 8_192), () => true).length, 1);
  });

  it('is found each time, in order, also twice on a line and in both writings', () => {
    const text = `${base64(string)} ${string},${string}\n${base64(offline)}\n`;
    assert.deepEqual(found(text), [base64(string), string, string, base64(offline)]);
    assert.equal(found(`${string} `.repeat(500)).length, 500);
  });

  it('comes as what it is', () => {
    for (const { token } of tokensIn(`${string} ${base64(string)} ${base64(`${string}\n`)}`, () => false)) {
      assert.equal(token.hash, new Token(string).hash);
    }
  });
});

it('Distinct tokens are each once, in the order in which they come first', () => {
  const places = tokensIn(`${offline} ${string} ${base64(string)} ${offline}`, knowsOffline);
  assert.deepEqual(
    distinctTokens(places).map((token) => token.reveal()),
    [offline, string],
  );
  assert.deepEqual(distinctTokens([]), []);
});

describe('A token in base64', () => {
  const writingOf = (text: string): Writing | undefined => tokensIn(text, knowsOffline)[0]?.writing;

  for (const [what, text, writing] of [
    ['as it is', base64(string), { form: 'base64', lineEnd: '', padded: true }],
    ['without padding', base64(string).replaceAll('=', ''), { form: 'base64', lineEnd: '', padded: false }],
    ['with a line end', base64(`${string}\n`), { form: 'base64', lineEnd: '\n', padded: true }],
    ['with CRLF', base64(`${string}\r\n`), { form: 'base64', lineEnd: '\r\n', padded: true }],
    ['to which no padding is due', base64(offline), { form: 'base64', lineEnd: '', padded: true }],
  ] as const) {
    it(`is found ${what}, and written in the same way again`, () => {
      for (const around of ['', ' ', '"', '\n', ': ', '>']) {
        assert.deepEqual(writingOf(around + text + around), writing);
      }
      assert.deepEqual(writingOf(`TOKEN=${text}`), writing);
      const token = tokensIn(text, knowsOffline)[0]?.token ?? new Token('');
      assert.equal(written(token, writing), text);
    });
  }

  it('is padded where the one before it needed none', () => {
    const writing = writingOf(base64(offline));
    assert.ok(writing);
    assert.equal(written(new Token(string), writing), base64(string));
  });

  for (const [what, text] of Object.entries({
    'as part of a longer run': `A${base64(string)}`,
    'before more letters': `${base64(string).replaceAll('=', '')}AAAA`,
    'with too much padding': `${base64(string)}=`,
    'of a sentence with a token': base64(`${string} and more`),
    'with two line ends': base64(`${string}\n\n`),
    'that is cut off': base64(string).slice(0, 80),
    'with bits that are not how it is encoded': base64(string).replace(/.=$/, '9='),
    'of another token twice': base64(string + string),
  })) {
    it(`is none ${what}`, () => assert.deepEqual(found(text), []));
  }
});

it('A text that holds a token holds one of the two beginnings', () => {
  for (const text of [string, base64(string), base64(`${offline}\n`)]) {
    assert.ok(tokenBeginnings.some((beginning) => text.startsWith(beginning)));
  }
});
