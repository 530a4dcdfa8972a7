import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
  .map((path) => path.replaceAll('\\', '/'))
  .sort();
const sources = new Map(files.map((path) => [path, readFileSync(join(root, 'src', path), 'utf8')]));

/** The files that a file imports, including types and dynamic imports. */
function importsOf(path: string): string[] {
  const specifiers = [...(sources.get(path) ?? '').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)];
  return specifiers.map(([, specifier]) => join(dirname(path), specifier ?? '').replaceAll('\\', '/'));
}

/** Whether a file imports more than types from a file whose path matches. */
function importsValueOf(path: string, wanted: RegExp): boolean {
  const statements = [...(sources.get(path) ?? '').matchAll(/^import (?!type )[^;]*?from '(\.[^']+)'/gm)];
  return statements.some(([, specifier]) => wanted.test(join(dirname(path), specifier ?? '').replaceAll('\\', '/')));
}

function importCycle(): string[] | undefined {
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): string[] | undefined => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      return [...trail.slice(start), path];
    }
    if (done.has(path)) {
      return undefined;
    }
    for (const imported of importsOf(path).filter((one) => sources.has(one))) {
      const found = visit(imported, [...trail, path]);
      if (found !== undefined) {
        return found;
      }
    }
    done.add(path);
    return undefined;
  };
  for (const path of files) {
    const found = visit(path, []);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

// The lint rules say which folder may import which. This checks what they can't.
describe('structure', () => {
  it('has no import cycles', () => {
    assert.ok(importsOf('extension.ts').length > 10);
    assert.equal(importCycle()?.join(' -> '), undefined);
  });

  it('has small files', () => {
    const lengths = files.map((path) => [path, (sources.get(path) ?? '').split('\n').length - 1] as const);
    assert.deepEqual(
      lengths.filter(([, length]) => length > 250),
      [],
    );
    const sorted = lengths.map(([, length]) => length).sort((one, other) => one - other);
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
    assert.ok(median < 60, `half of the files have more than ${median} lines`);
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

  it('imports vscode only where it is allowed', () => {
    const allowed = /^(extension\.ts$|vscode\/|ui\/|editor\/|commands\/)/;
    const importing = files.filter((path) => /(?:from|import\()\s*'vscode'/.test(sources.get(path) ?? ''));
    assert.ok(importing.length > 20);
    assert.deepEqual(
      importing.filter((path) => !allowed.test(path)),
      [],
    );
  });
});
