import assert from 'node:assert/strict';
import type { Barrier, FoundFile } from '../../../src/content/foundFile.ts';
import { Token } from '../../../src/core/token/token.ts';
import { toChoice, chooseNothing, optionsFor, type FileOptions } from '../../../src/rotation/choices.ts';
import { findOccurrences } from '../../support/withoutPauses.ts';

const tokenString = `apiv3_${'aB3_-'.repeat(17)}z`;
const compose = `environment:\n  - A=${tokenString}\n  - B=${tokenString}\n`;

describe('optionsFor', () => {
  it('selects occurrences by default in files that Git does not track, without references', () => {
    const [file] = optionsFor([found('docker-compose.yml', compose)], new Set());
    assert.deepEqual(summary(file), ['token selected', 'token selected']);
  });

  it('offers references in tracked files whose language has them, and selects nothing', () => {
    const [file] = optionsFor([found('docker-compose.yml', compose)], new Set(['/w/docker-compose.yml']));
    assert.deepEqual(summary(file), ['token', 'reference', 'token', 'reference']);
    const [other] = optionsFor([found('notes.txt', tokenString)], new Set(['/w/notes.txt']));
    assert.deepEqual(summary(other), ['token'], 'no reference in a text file');
  });

  it('offers nothing in an editor without a file', () => {
    const files = optionsFor([{ ...found('Untitled-1', tokenString), path: undefined }], new Set());
    assert.deepEqual(summary(files[0]), []);
    assert.equal(files[0]?.isTracked, false);
  });
});

describe('choiceOf', () => {
  it('skips files that can only be listed', () => {
    for (const barrier of ['link', 'readOnly', 'unsaved'] as const) {
      const files = optionsFor([found('a.env', tokenString, barrier)], new Set());
      assert.deepEqual(summary(files[0]), []);
      assert.deepEqual(reasons(files, []), [barrier]);
      const [skipped] = toChoice(files, new Set()).skipped;
      assert.equal(
        skipped?.wasSelected,
        barrier !== 'unsaved',
        'the user chose not to save it, or else it must be updated',
      );
      assert.equal(chooseNothing(files).skipped[0]?.wasSelected, false);
    }
  });

  it('needs the old token for an encoding that cannot be updated', () => {
    const { hash } = new Token(tokenString);
    const content = `${tokenString} ${Buffer.from(tokenString, 'utf16le').toString('base64')}`;
    const occurrences = findOccurrences(Buffer.from(content), 'a', (token) => token.hash === hash);
    const files = optionsFor([{ ...found('a.env', ''), occurrences }], new Set());
    assert.deepEqual(summary(files[0]), ['token selected']);
    const choice = toChoice(files, new Set(files[0]?.options));
    assert.equal(choice.updates[0]?.edits.length, 1);
    for (const skipped of [choice.skipped, toChoice(files, new Set()).skipped]) {
      assert.deepEqual(
        skipped.map(({ reason, wasSelected }) => [reason, wasSelected]),
        [['encoded', true]],
      );
    }
    assert.equal(chooseNothing(files).skipped[0]?.wasSelected, false);
  });

  it('gives the reason why occurrences in a file are skipped', () => {
    const files = optionsFor([found('a.env', `${tokenString}\n${tokenString}`)], new Set());
    const [first, second] = files[0]?.options ?? [];
    assert.deepEqual(reasons(files, []), ['unticked']);
    assert.deepEqual(reasons(files, [first]), ['unticked']);
    assert.deepEqual(reasons(files, [first, second]), []);
    const tracked = optionsFor([found('a.env', tokenString)], new Set(['/w/a.env']));
    assert.deepEqual(reasons(tracked, []), ['tracked']);
  });

  it('skips an unsaved editor without a file', () => {
    const unsaved = optionsFor([{ ...found('Untitled-1', tokenString, 'unsaved'), path: undefined }], new Set());
    assert.deepEqual(toChoice(unsaved, new Set()).skipped, [
      { file: unsaved[0]?.file, reason: 'unsaved', wasSelected: false },
    ]);
  });

  it('still needs the old token for a file that should have been saved', () => {
    const files = optionsFor([found('a.env', tokenString, 'unsaved')], new Set());
    const wanted = (toBeSaved: string[]) => toChoice(files, new Set(), new Set(toBeSaved)).skipped[0]?.wasSelected;
    assert.equal(wanted(['/w/a.env']), true);
    assert.equal(wanted(['/w/b.env']), false);
  });

  it('does not need the old token for occurrences that the user did not select', () => {
    const files = optionsFor([found('a.env', tokenString)], new Set());
    assert.deepEqual(toChoice(files, new Set()), {
      updates: [],
      skipped: [{ file: files[0]?.file, reason: 'unticked', wasSelected: false }],
    });
  });

  it('prefers the reference when both options of an occurrence are selected', () => {
    const files = optionsFor([found('docker-compose.yml', compose)], new Set(['/w/docker-compose.yml']));
    const [literal, reference] = files[0]?.options ?? [];
    for (const selected of [
      [literal, reference],
      [reference, literal],
    ]) {
      const choice = toChoice(files, new Set(selected.filter((option) => option !== undefined)));
      assert.equal(choice.updates[0]?.edits.length, 1);
      assert.equal(choice.updates[0].edits[0]?.reference?.text, '${INFLUXDB3_AUTH_TOKEN}');
    }
  });
});

function found(file: string, content: string, barrier?: Barrier): FoundFile {
  const path = `/w/${file}`;
  const occurrences = findOccurrences(Buffer.from(content), path, () => false);
  return { folder: 'w', file, path, fingerprint: '', occurrences, barrier };
}

function summary(file: FileOptions | undefined): string[] {
  return (file?.options ?? []).map(({ writes, selectedByDefault }) =>
    selectedByDefault ? `${writes} selected` : writes,
  );
}

function reasons(files: readonly FileOptions[], selected: readonly (FileOptions['options'][number] | undefined)[]) {
  const { skipped } = toChoice(files, new Set(selected.filter((option) => option !== undefined)));
  return skipped.map(({ reason }) => reason);
}
