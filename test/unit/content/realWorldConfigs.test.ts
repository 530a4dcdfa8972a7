import assert from 'node:assert/strict';
import { isBinary } from '../../../src/content/fileText.ts';
import type { Occurrence } from '../../../src/content/foundFile.ts';
import { isUpdatable, type Updatable } from '../../../src/content/tokenEncoding.ts';
import { loadParser } from '../../../src/content/references/parsers.ts';
import { Token } from '../../../src/core/token/token.ts';
import type { ConfigFile } from '../../integration/rotation/configFile.ts';
import { configFiles } from '../../integration/rotation/configs.ts';
import { applyEdits, findOccurrences, revertEdits } from '../../support/withoutPauses.ts';

const token = new Token(`apiv3_${'aB3_-'.repeat(17)}z`);
const other = new Token(`apiv3_${'Zy9-_'.repeat(17)}a`);
const next = new Token(`apiv3_${'n'.repeat(86)}`);
const isKnown = ({ hash }: Token) => [token, other, next].some((known) => known.hash === hash);
const files = configFiles(token.reveal(), other.reveal());
const isSearched = ({ path, content }: ConfigFile) =>
  !isBinary(content) && !/(?:^|\/)(?:node_modules|\.git)\//.test(path);
const searched = files.filter(isSearched);
const notSearched = files.filter((file) => !isSearched(file));

describe('findOccurrences with real-world files', () => {
  for (const file of searched) {
    it(`finds ${file.contains === 'none' ? 'no token' : `${file.contains}, ${file.occurrences} times`} in ${file.path}`, () => {
      const occurrences = findOccurrences(file.content, file.path, isKnown);
      const own = occurrencesOf(token, occurrences);
      const others = occurrencesOf(other, occurrences);
      assert.equal(own.length, file.occurrences);
      assert.equal(own.length > 0, file.contains === 'token' || file.contains === 'both');
      assert.equal(others.length > 0, file.contains === 'other' || file.contains === 'both');
      assert.equal(occurrences.length, own.length + others.length);
    });
  }

  it('offers references only in files whose language has them', async () => {
    const withReference: ConfigFile[] = [];
    for (const file of searched) {
      const parser = await loadParser(file.path);
      const occurrences = findOccurrences(file.content, file.path, isKnown, { parser });
      withReference.push(...(occurrences.some(({ reference }) => reference !== undefined) ? [file] : []));
    }
    assert.deepEqual(
      withReference.map(({ path }) => path),
      [
        'telegraf.conf',
        'telegraf.d/outputs.conf',
        'grafana/provisioning/datasources/influxdb.yaml',
        'docker-compose.yml',
        'app.py',
        'main.go',
        'scripts/Write-Report.ps1',
        'scratch/try.sh',
      ],
    );
  });
});

describe('applyEdits and revertEdits with real-world files', () => {
  for (const file of searched.filter(({ occurrences }) => occurrences > 0)) {
    it(`replace and restore the token in ${file.path}`, async () => {
      const parser = await loadParser(file.path);
      const occurrences = occurrencesOf(token, findOccurrences(file.content, file.path, isKnown, { parser }));
      for (const asReference of [false, true]) {
        const edits = occurrences.map(({ start, writing, reference }) => ({
          start,
          writing,
          reference: asReference ? (reference ?? null) : null,
        }));
        const changed = applyEdits(file.content, edits, token, next);
        assert.ok(changed !== undefined);
        const remaining = findOccurrences(changed, file.path, isKnown);
        assert.equal(occurrencesOf(token, remaining).length, 0);
        assert.equal(occurrencesOf(next, remaining).length, edits.filter(({ reference }) => reference === null).length);
        assert.deepEqual(revertEdits(changed, edits, token, next), file.content);
      }
    });
  }
});

describe('configFiles', () => {
  it('contains the token in files that are not searched', () => {
    assert.deepEqual(
      notSearched.map(({ contains, content }) => [contains, content.includes(token.reveal())]),
      Array(3).fill(['none', true]),
    );
  });

  it('lists each path once', () => {
    assert.equal(new Set(files.map(({ path }) => path)).size, files.length);
  });
});

function occurrencesOf(wanted: Token, occurrences: readonly Occurrence[]): Updatable<Occurrence>[] {
  return occurrences.filter(isUpdatable).filter((occurrence) => occurrence.token.hash === wanted.hash);
}
