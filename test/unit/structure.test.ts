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

/** Files whose questions are about no server: file names, the format of a token, a name for the clipboard. */
const withoutServer = [
  'commands/copyTokenName.ts',
  'operations/person.ts',
  'operations/signIn.ts',
  'operations/signIn.ts',
  'ui/prompts/dialogText.ts',
  'ui/rotation/environmentQuestion.ts',
  'ui/rotation/saveFirst.ts',
];

/** The text of the innermost braces around a position. */
function objectAround(text: string, position: number): string {
  const brace = (start: number, step: 1 | -1): number => {
    let depth = 0;
    for (let at = start; at >= 0 && at < text.length; at += step) {
      const change = text[at] === '{' ? step : text[at] === '}' ? -step : 0;
      depth += change;
      if (depth < 0) {
        return at;
      }
    }
    return start;
  };
  return text.slice(brace(position, -1), brace(position, 1));
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

  it('translates only through core/l10n.ts, which makes text from outside safe', () => {
    const importing = files.filter((path) => (sources.get(path) ?? '').includes("from '@vscode/l10n'"));
    assert.deepEqual(importing, ['core/l10n.ts', 'extension.ts']);
    assert.deepEqual(
      files.filter((path) => path !== 'extension.ts' && (sources.get(path) ?? '').includes('vscode.l10n')),
      [],
    );
    // Only these may call any text safe. Elsewhere, it has to be composed.
    const asserting = files.filter((path) =>
      /\bas (?:unknown as |string as )?(?:l10n\.)?(?:DisplayText|Label)\b/.test(sources.get(path) ?? ''),
    );
    assert.deepEqual(asserting, ['core/errorText.ts', 'core/l10n.ts']);
  });

  it('shows the URL in each question about a server', () => {
    const questions = files.flatMap((path) =>
      [...(sources.get(path) ?? '').matchAll(/\bconfirmLabel(?=[,:]| \})/g)].map(({ index }) => ({
        path,
        hasUrls: /\burls: |listingQuestion\(/.test(objectAround(sources.get(path) ?? '', index)),
      })),
    );
    assert.ok(questions.length > 25);
    assert.deepEqual(
      questions.filter(({ hasUrls }) => !hasUrls).map(({ path }) => path),
      withoutServer,
    );
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
