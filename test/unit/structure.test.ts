import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { commandNames } from '../../src/commands/commandNames.ts';
import { findCycle, importsOf, loadedWith, sources } from './sourceFiles.ts';

const files = [...sources.keys()];
const linesOf = (path: string) => (sources.get(path) ?? '').split('\n').length - 1;

/** Whether a file imports more than types from a file whose path matches. */
function importsValueOf(path: string, wanted: RegExp): boolean {
  const statements = [...(sources.get(path) ?? '').matchAll(/^import (?!type )[^;]*?from '(\.[^']+)'/gm)];
  return statements.some(([, specifier]) => wanted.test(join(dirname(path), specifier ?? '').replaceAll('\\', '/')));
}

// `layers.test.ts` checks which folder may import which. This checks the rest.
describe('structure', () => {
  it('has no import cycles', () => {
    assert.ok(importsOf('extension.ts').length > 10);
    assert.equal(findCycle(files, importsOf)?.join(' -> '), undefined);
  });

  it('has small files', () => {
    const lengths = files.map((path) => [path, linesOf(path)] as const);
    assert.deepEqual(
      lengths.filter(([, length]) => length >= 250),
      [],
    );
    const sorted = lengths.map(([, length]) => length).sort((one, other) => one - other);
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
    assert.ok(median < 60, `half of the files have more than ${median} lines`);
    assert.ok(linesOf('extension.ts') < 80);
  });

  it('has commands that only call one operation', () => {
    for (const path of commandNames.map((name) => `commands/${name}.ts`)) {
      const length = linesOf(path);
      assert.ok(length >= 10 && length <= 40, `${path} has ${length} lines`);
      const operations = importsOf(path).filter((imported) => /^operations\/\w+\.ts$/.test(imported));
      assert.ok(operations.length <= 1, `${path} calls several operations`);
    }
  });

  it('passes all parts only to commands', () => {
    const importing = files.filter((path) => importsOf(path).includes('commands/dependencies.ts'));
    assert.ok(importing.length > 10);
    assert.deepEqual(
      importing.filter((path) => !path.startsWith('commands/')),
      [],
    );
  });

  it('loads at activation only what draws the views', () => {
    const loaded = [...loadedWith('extension.ts')];
    assert.ok(loaded.includes('ui/servers/serverTree.ts'));
    const later =
      /^(content\/(references|consumers|emptySlots)|files|operations\/(?!serverAccess\b)|ui\/rotation\/(?!reminders\b)|ui\/person\b|editor\/(?!register\b)|influxdb\/transport\/(exchange|connectors|tunnel)\.ts|commands\/runner\b)/;
    assert.deepEqual(
      loaded.filter((path) => later.test(path)),
      [],
    );
  });

  it('deletes tokens on a server only where it is known that another one works', () => {
    const deleting = files.filter((path) => /\bserver\.remove\(/.test(sources.get(path) ?? ''));
    assert.deepEqual(deleting, ['rotation/removal.ts']);
    const sending = files.filter((path) => importsOf(path).includes('influxdb/deleteToken.ts'));
    assert.deepEqual(sending, ['operations/deleteToken.ts', 'rotation/adapters.ts']);
  });

  it('sends changes to a server only where settings are checked and the history is written', () => {
    const changing = /^influxdb\/(create|regenerate|recover|delete)\w+\.ts$/;
    const sending = files.filter((path) => !path.startsWith('influxdb/') && importsValueOf(path, changing));
    assert.deepEqual(
      sending.filter((path) => !importsOf(path).includes('operations/steps/serverChange.ts')),
      // The first one only checks whether the recovery port is open.
      ['operations/steps/tokenRequest/requestCheck.ts', 'rotation/adapters.ts'],
    );
    // A rotation's requests are guarded, and its run is recorded.
    const rotating = files.filter((path) => importsValueOf(path, /^rotation\/adapters\.ts$/));
    assert.deepEqual(rotating, ['operations/steps/runRotation.ts']);
  });
});
