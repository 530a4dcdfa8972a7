import assert from 'node:assert/strict';
import { environmentInsertion } from '../../../../src/content/references/environmentInsertion.ts';
import { readEnvironmentFile } from '../../../../src/content/references/tokenVariables.ts';

const token = `apiv3_${'aB3_-'.repeat(17)}z`;

function inserted(file: string, value = token): string | undefined {
  const insertion = environmentInsertion(file, 'DB_TOKEN', value);
  return (
    insertion &&
    file.slice(0, insertion.start) + insertion.before + value + insertion.after + file.slice(insertion.start)
  );
}

describe('environmentInsertion', () => {
  it('adds a line that readEnvironmentFile reads, after all others', () => {
    for (const file of ['', 'A=1\n', 'A=1', 'A=1\r\n', 'A=1\r\nB=2', '\ufeff', 'MY_DB_TOKEN=\n', '# DB_TOKEN=\n']) {
      for (const value of [token, 'apiv3_a+b/c==', 'apiv3_a#b']) {
        const text = inserted(file, value) ?? assert.fail();
        assert.equal(readEnvironmentFile(text).get('DB_TOKEN'), readEnvironmentFile(`X='${value}'`).get('X'), text);
        assert.ok(text.startsWith(file) && text.endsWith('\n'));
      }
    }
  });

  it('keeps the line breaks of the file, and completes its last line', () => {
    assert.equal(inserted('A=1\r\nB=2'), `A=1\r\nB=2\r\nDB_TOKEN=${token}\r\n`);
    assert.equal(inserted('A=1\\\n'), `A=1\\\n\nDB_TOKEN=${token}\n`, 'a continued line ends before it');
    assert.equal(inserted('A=1\\'), `A=1\\\n\nDB_TOKEN=${token}\n`);
  });

  it('fills in an empty value', () => {
    assert.equal(inserted('DB_TOKEN=\nA=1\n'), `DB_TOKEN=${token}\nA=1\n`);
    assert.equal(inserted('DB_TOKEN='), `DB_TOKEN=${token}`);
    assert.equal(inserted('DB_TOKEN=\r\nA=1\r\n'), `DB_TOKEN=${token}\r\nA=1\r\n`);
    assert.equal(inserted('  export DB_TOKEN="" # CI\n'), `  export DB_TOKEN="${token}" # CI\n`);
    assert.equal(inserted("DB_TOKEN='old'\nDB_TOKEN=''\n"), `DB_TOKEN='old'\nDB_TOKEN='${token}'\n`);
  });

  it('does not touch another value', () => {
    for (const value of ['x', '"x"', "'x'", '#', '"" x', '${OTHER}', '""""']) {
      assert.equal(inserted(`DB_TOKEN=${value}\n`), undefined, value);
    }
    assert.equal(inserted('DB_TOKEN=\nDB_TOKEN=last\n'), undefined, 'the last line counts');
  });
});
