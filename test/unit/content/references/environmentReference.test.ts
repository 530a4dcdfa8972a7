import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { referenceFor } from '../../../../src/content/references/environmentReference.ts';
import { loadParser } from '../../../../src/content/references/parsers.ts';
import { applyReference, otherTokenString, tokenString, withReference } from './applyReference.ts';
import { moreReferenceCases } from './moreReferenceCases.ts';
import { referenceCases } from './referenceCases.ts';
import { processorTime } from '../../../support/processorTime.ts';

describe('referenceFor', () => {
  for (const [what, list] of Object.entries({ ...referenceCases, ...moreReferenceCases })) {
    describe(what, () => {
      for (const [path, before, after] of list) {
        const result = after === undefined ? 'returns undefined' : 'returns a reference';
        const title = `${result} in ${path}: ${JSON.stringify(before)}`;
        it(title.length < 90 ? title : `${title.slice(0, 80)}...`, async () => {
          const expected = after?.replaceAll('<token>', tokenString).replaceAll('<other>', otherTokenString);
          assert.equal(await withReference(path, before), expected);
        });
      }
    });
  }

  it('returns JavaScript that evaluates to the token', async () => {
    for (const literal of ["'<token>'", '"<token>"', '`<token>`', '`${""}<token>`', '["<token>"][0]']) {
      const source = await withReference('a.js', `const found = ${literal}; found`);
      assert.ok(source !== undefined, literal);
      assert.equal(runInNewContext(source, { process: { env: { INFLUXDB3_AUTH_TOKEN: 'the-token' } } }), 'the-token');
    }
  });

  it('returns shell code that evaluates to the token', async () => {
    const env = { INFLUXDB3_AUTH_TOKEN: 'the-token' };
    for (const word of ['"<token>"', "'<token>'", "''<token>''", "'<token>'''", '""\'<token>\'']) {
      const script = await withReference('a.sh', `printf %s ${word}`);
      assert.ok(script !== undefined, word);
      assert.equal(execFileSync('/bin/sh', ['-c', script], { env, encoding: 'utf8' }), 'the-token');
    }
    const header = (await withReference('a.sh', "printf %s 'Bearer <token>.'")) ?? '';
    assert.equal(execFileSync('/bin/sh', ['-c', header], { env, encoding: 'utf8' }), 'Bearer the-token.');
  });

  it('replaces only the token and the quotes next to it, in any text', async () => {
    const paths = Object.values(referenceCases).flatMap((list) => list.map(([path]) => path));
    const parsers = new Map(await Promise.all(paths.map(async (path) => [path, await loadParser(path)] as const)));
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
        const file = applyReference(path, `${before}<token>${after}`, { parser: parsers.get(path) });
        assert.ok(file?.includes(tokenString) !== true);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes less than a second of CPU time for files that are slow to parse', async () => {
    for (const [path, unit] of [
      ['a.js', '/*"'],
      ['a.js', '`${'],
      ['a.js', '(['],
      ['a.js', '<a>'],
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
      ['compose.yml', '- '],
      ['compose.yml', '["]", '],
      ['compose.yml', '? '],
      ['compose.yml', 'a: &a b\n'],
      ['compose.yml', 'a: b\n'],
      ['compose.yml', '- {a: b}\n'],
      ['compose.yml', 'a: |\n b\n'],
      ['.vscode/tasks.json', '['],
      ['.vscode/tasks.json', '{"a":'],
      ['.vscode/tasks.json', '"a",'],
      ['a.ps1', "@'"],
      ['a.kt', '\t'],
      ['a.cs', ' '],
      ['a.cs', '\n'],
    ] as const) {
      const text = `${unit.repeat(99_000 / unit.length)}"${tokenString}"`;
      const parser = await loadParser(path);
      const [start, end] = [text.length - tokenString.length - 1, text.length - 1];
      assert.ok(
        (await processorTime(() => referenceFor(path, text, start, end, { parser }))) < 1000,
        `${path} ${unit}`,
      );
    }
  });
});
