import assert from 'node:assert/strict';
import { withEdits, withoutEdits } from '../../../src/core/edits.ts';
import { isBinary } from '../../../src/core/fileText.ts';
import { placesIn, type Place } from '../../../src/core/foundFile.ts';
import { Token } from '../../../src/core/token.ts';
import type { ConfigFile } from '../../integration/rotation/configFile.ts';
import { configFiles } from '../../integration/rotation/configs.ts';

const token = new Token(`apiv3_${'aB3_-'.repeat(17)}z`);
const other = new Token(`apiv3_${'Zy9-_'.repeat(17)}a`);
const files = configFiles(token.reveal(), other.reveal());
const isSearched = ({ path, content }: ConfigFile) =>
  !isBinary(content) && !/(?:^|\/)(?:node_modules|\.git)\//.test(path);
const searched = files.filter(isSearched);
const notSearched = files.filter((file) => !isSearched(file));

describe('In real-world files', () => {
  for (const file of searched) {
    it(`${file.path} holds ${file.holds === 'none' ? 'no token' : `${file.holds}, ${file.places} times`}`, () => {
      const places = placesIn(file.content, file.path, () => false);
      const own = of(token, places);
      const others = of(other, places);
      assert.equal(own.length, file.places);
      assert.equal(own.length > 0, file.holds === 'token' || file.holds === 'both');
      assert.equal(others.length > 0, file.holds === 'other' || file.holds === 'both');
      assert.equal(places.length, own.length + others.length);
    });
  }

  for (const file of searched.filter(({ places }) => places > 0)) {
    it(`${file.path} gets another token, a reference, and every byte back`, () => {
      const places = of(
        token,
        placesIn(file.content, file.path, () => false),
      );
      const next = new Token(`apiv3_${'n'.repeat(86)}`);
      for (const asReference of [false, true]) {
        const edits = places.map(({ start, writing, reference }) => ({
          start,
          writing,
          reference: asReference ? (reference ?? null) : null,
        }));
        const changed = withEdits(file.content, edits, token, next);
        assert.ok(changed !== undefined);
        const left = placesIn(changed, file.path, () => false);
        assert.equal(of(token, left).length, 0);
        assert.equal(of(next, left).length, edits.filter(({ reference }) => reference === null).length);
        assert.deepEqual(withoutEdits(changed, edits, token, next), file.content);
      }
    });
  }

  it('a reference is there for those that know how to take one', () => {
    const withReference = searched.filter((file) =>
      placesIn(file.content, file.path, () => false).some(({ reference }) => reference !== undefined),
    );
    assert.deepEqual(
      withReference.map(({ path }) => path),
      [
        'telegraf.conf',
        'telegraf.d/outputs.conf',
        'grafana/provisioning/datasources/influxdb.yaml',
        'docker-compose.yml',
        'app.py',
        'web/client.js',
        'main.go',
        'scripts/Write-Report.ps1',
        'scratch/try.sh',
      ],
    );
  });

  it('those that are not searched hold the token all the same', () => {
    assert.deepEqual(
      notSearched.map(({ holds, content }) => [holds, content.includes(token.reveal())]),
      Array(4).fill(['none', true]),
    );
  });

  it('each path is there once', () => {
    assert.equal(new Set(files.map(({ path }) => path)).size, files.length);
  });
});

function of(one: Token, places: readonly Place[]): Place[] {
  return places.filter((place) => place.token.hash === one.hash);
}
