import assert from 'node:assert/strict';
import { createTokenString } from '../../../support/influxdb3/tokenString.ts';
import { TokenSearch } from '../../../support/canary/tokenSearch.ts';

const hexOf = (character: string) => character.charCodeAt(0).toString(16);
const bigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16();
const base64At = (offset: number) => (token: string) =>
  Buffer.from(`${'x'.repeat(offset)}${token}yz`).toString('base64');

/** Ways to write a token, and how each is reported. */
const writings: readonly (readonly [encoding: string, write: (token: string) => string | Buffer])[] = [
  ['plain', (token) => token],
  ['URL-encoded', (token) => token.replace(/./g, (one) => `%${hexOf(one)}`)],
  ['URL-encoded', (token) => token.replace(/[_-]|.{8}/g, (one) => `%${hexOf(one)}${one.slice(1)}`)],
  ['URL-encoded twice', (token) => token.replace(/./g, (one) => `%25${hexOf(one)}`)],
  ['base64', base64At(0)],
  ['base64', base64At(1)],
  ['base64', base64At(2)],
  ['base64', (token) => base64At(1)(`?~>${token}`).replaceAll('+', '-').replaceAll('/', '_')],
  ['hex', (token) => Buffer.from(token).toString('hex')],
  ['hex', (token) => Buffer.from(token).toString('hex').toUpperCase()],
  ['JSON-escaped', (token) => token.replace(/./g, (one) => `\\u00${hexOf(one)}`)],
  ['JSON-escaped', (token) => JSON.stringify(token.replace(/./g, (one) => `\\u00${hexOf(one)}`))],
  ['HTML-escaped', (token) => token.replace(/./g, (one) => `&#x${hexOf(one)};`)],
  ['UTF-16', (token) => Buffer.from(token, 'utf16le')],
  ['UTF-16', (token) => Buffer.concat([Buffer.from('odd'), Buffer.from(token, 'utf16le')])],
  ['UTF-16', bigEndian],
  ['UTF-16, base64', (token) => Buffer.from(base64At(2)(token), 'utf16le')],
  ['plain', (token) => token.slice(30, 50)],
  ['plain', (token) => `${token.slice(0, 45)}\n${token.slice(45, 60)}`],
  ['plain', (token) => token.slice(-20)],
  ['base64', (token) => base64At(0)(token.slice(30, 60))],
  ['hex', (token) => Buffer.from(token.slice(30, 60)).toString('hex')],
];

describe('TokenSearch', () => {
  const known = Array.from({ length: 50 }, (_, index) => ({ name: `token ${index}`, token: createTokenString() }));
  const search = new TokenSearch(known);
  const filler = (length: number) => createTokenString().slice(6).repeat(2).slice(0, length);
  const around = (before: number, written: string | Buffer) =>
    Buffer.concat([Buffer.from(`${filler(before)} "`), Buffer.from(written as string), Buffer.from('" \0 é')]);

  for (const [index, [encoding, write]] of writings.entries()) {
    it(`finds a token that is ${encoding} (form ${index + 1}), wherever it starts`, () => {
      for (const [position, { name, token }] of known.entries()) {
        const found = search.find(around(position, write(token)));
        assert.ok(
          found.some((one) => one.name === name && one.encoding === encoding),
          JSON.stringify(found),
        );
        assert.deepEqual([...new Set(found.map((one) => one.name))], [name]);
      }
    });
  }

  it('finds each of several tokens in one text', () => {
    const text = known.map(({ token }) => token).join(',');
    assert.equal(search.find(text).length, known.length);
  });

  it('finds a token that nothing registered', () => {
    assert.deepEqual(search.find(`token=${createTokenString()}`), [
      { name: 'an unregistered token', encoding: 'plain' },
    ]);
  });

  it('finds nothing in hashes, masked tokens, short parts, and other texts', () => {
    for (const { token } of known) {
      const other = createTokenString().slice(6);
      const texts = [token.slice(0, 19), token.slice(40, 59), 'apiv3_… (a1b2c3d4e)', other, Buffer.from(other)];
      assert.deepEqual(
        texts.flatMap((text) => search.find(text)),
        [],
      );
    }
    assert.deepEqual(search.find(`apiv3_${'x'.repeat(86)}`), []);
  });

  it('never contains a part of a token', () => {
    const results = known.map(({ token }) => JSON.stringify(search.find(token)));
    assert.ok(results.every((result, index) => !result.includes(known[index]?.token.slice(6, 16) ?? '')));
  });
});
