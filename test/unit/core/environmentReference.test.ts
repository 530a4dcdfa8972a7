import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { referenceFor } from '../../../src/core/environmentReference.ts';
import { referenceCases } from './referenceCases.ts';

const string = `apiv3_${'aB3_-'.repeat(17)}z`;

/** The file with its only token, written `<token>`, taken by what refers to the variable. */
function referring(path: string, snippet: string): string | undefined {
  const start = snippet.indexOf('<token>');
  assert.notEqual(start, -1, 'the snippet holds a token');
  const text = snippet.replace('<token>', string);
  const end = start + string.length;
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

describe('A reference to the environment', () => {
  for (const [what, list] of Object.entries(referenceCases)) {
    describe(what, () => {
      for (const [path, before, after] of list) {
        const shown = before.length > 100 ? 'a very long line' : JSON.stringify(before);
        it(`${path}: ${shown}${after === undefined ? ' has none' : ''}`, () => {
          assert.equal(referring(path, before), after);
        });
      }
    });
  }

  it('gives the token in JavaScript that runs', () => {
    for (const literal of ["'<token>'", '"<token>"', '`<token>`', '`${""}<token>`', '["<token>"][0]']) {
      const source = referring('a.js', `const found = ${literal}; found`);
      assert.ok(source !== undefined, literal);
      assert.equal(runInNewContext(source, { process: { env: { INFLUXDB3_AUTH_TOKEN: 'the-token' } } }), 'the-token');
    }
  });

  it('gives the token in a shell that runs', () => {
    const env = { INFLUXDB3_AUTH_TOKEN: 'the-token' };
    for (const word of ['"<token>"', "'<token>'", "''<token>''", "'<token>'''", '""\'<token>\'']) {
      const script = referring('a.sh', `printf %s ${word}`);
      assert.ok(script !== undefined, word);
      assert.equal(execFileSync('/bin/sh', ['-c', script], { env, encoding: 'utf8' }), 'the-token');
    }
    const header = referring('a.sh', "printf %s 'Bearer <token>.'") ?? '';
    assert.equal(execFileSync('/bin/sh', ['-c', header], { env, encoding: 'utf8' }), 'Bearer the-token.');
  });

  it('takes only what stands around the token, whatever is there', () => {
    const paths = Object.values(referenceCases).flatMap((list) => list.map(([path]) => path));
    const sign = fc.constantFrom('"', "'", '`', '\\', '$', '{', '}', '#', '/', '*', '<', '=', '@', ':', ' ', '\n', 'r');
    const around = fc.array(sign, { maxLength: 12 }).map((signs) => signs.join(''));
    fc.assert(
      fc.property(fc.constantFrom(...paths), around, around, (path, before, after) => {
        const file = referring(path, `${before}<token>${after}`);
        assert.ok(file?.includes(string) !== true);
      }),
      { numRuns: 2000 },
    );
  });

  it('is found in one pass, whatever was written to make it slow', () => {
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
      const text = `${unit.repeat(99_000 / unit.length)}"${string}"`;
      const began = performance.now();
      referenceFor(path, text, text.length - string.length - 1, text.length - 1);
      assert.ok(performance.now() - began < 1000, `${path} ${unit}`);
    }
  });
});
