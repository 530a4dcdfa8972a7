import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { referenceFor } from '../../../../src/content/references/environmentReference.ts';
import { referenceCases } from './referenceCases.ts';

const tokenString = `apiv3_${'aB3_-'.repeat(17)}z`;

/** Replaces the `<token>` in the snippet with the reference; `undefined` if there's none. */
function withReference(path: string, snippet: string): string | undefined {
  const start = snippet.indexOf('<token>');
  assert.notEqual(start, -1, 'no token in the snippet');
  const text = snippet.replace('<token>', tokenString);
  const end = start + tokenString.length;
  const reference = referenceFor(path, text, start, end);
  if (reference === undefined) {
    return undefined;
  }
  const from = start - reference.before.length;
  const to = end + reference.after.length;
  assert.equal(text.slice(from, start), reference.before);
  assert.equal(text.slice(end, to), reference.after);
  return text.slice(0, from) + reference.text + text.slice(to);
}

describe('referenceFor', () => {
  for (const [what, list] of Object.entries(referenceCases)) {
    describe(what, () => {
      for (const [path, before, after] of list) {
        const result = after === undefined ? 'returns undefined' : 'returns a reference';
        const title = `${result} in ${path}: ${JSON.stringify(before)}`;
        it(title.length < 90 ? title : `${title.slice(0, 80)}...`, () => {
          assert.equal(withReference(path, before), after);
        });
      }
    });
  }

  it('returns JavaScript that evaluates to the token', () => {
    for (const literal of ["'<token>'", '"<token>"', '`<token>`', '`${""}<token>`', '["<token>"][0]']) {
      const source = withReference('a.js', `const found = ${literal}; found`);
      assert.ok(source !== undefined, literal);
      assert.equal(runInNewContext(source, { process: { env: { INFLUXDB3_AUTH_TOKEN: 'the-token' } } }), 'the-token');
    }
  });

  it('returns shell code that evaluates to the token', () => {
    const env = { INFLUXDB3_AUTH_TOKEN: 'the-token' };
    for (const word of ['"<token>"', "'<token>'", "''<token>''", "'<token>'''", '""\'<token>\'']) {
      const script = withReference('a.sh', `printf %s ${word}`);
      assert.ok(script !== undefined, word);
      assert.equal(execFileSync('/bin/sh', ['-c', script], { env, encoding: 'utf8' }), 'the-token');
    }
    const header = withReference('a.sh', "printf %s 'Bearer <token>.'") ?? '';
    assert.equal(execFileSync('/bin/sh', ['-c', header], { env, encoding: 'utf8' }), 'Bearer the-token.');
  });

  it('replaces only the token and the quotes next to it, in any text', () => {
    const paths = Object.values(referenceCases).flatMap((list) => list.map(([path]) => path));
    const character = fc.constantFrom(
      '"',
      "'",
      '`',
      '\\',
      '$',
      '{',
      '}',
      '#',
      '/',
      '*',
      '<',
      '=',
      '@',
      ':',
      ' ',
      '\n',
      'r',
    );
    const around = fc.array(character, { maxLength: 12 }).map((characters) => characters.join(''));
    fc.assert(
      fc.property(fc.constantFrom(...paths), around, around, (path, before, after) => {
        const file = withReference(path, `${before}<token>${after}`);
        assert.ok(file?.includes(tokenString) !== true);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes less than a second for files that are slow to parse', () => {
    for (const [path, unit] of [
      ['a.js', '/*"'],
      ['a.js', '`${'],
      ['a.js', 'aaaa'],
      ['a.py', '"""\\"'],
      ['a.py', 'env['],
      ['a.go', '\nconst ('],
      ['a.php', 'const '],
      ['a.sh', "<<'E' "],
      ['a.sh', "<<'E'\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"],
      ['a.sh', '\n'],
      ['a.conf', '\n'],
      ['a.yml', '\n'],
      ['compose.yml', '{"\\"'],
      ['compose.yml', '{, '],
      ['a.ps1', "@'"],
    ] as const) {
      const text = `${unit.repeat(99_000 / unit.length)}"${tokenString}"`;
      const start = performance.now();
      referenceFor(path, text, text.length - tokenString.length - 1, text.length - 1);
      assert.ok(performance.now() - start < 1000, `${path} ${unit}`);
    }
  });
});
