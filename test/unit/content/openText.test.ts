import assert from 'node:assert/strict';
import type { FoundFile } from '../../../src/content/foundFile.ts';
import { mergeOpenTexts, type OpenText, type SearchedText } from '../../../src/content/openText.ts';
import { Token } from '../../../src/core/token/token.ts';
import { findOccurrences } from '../../support/withoutPauses.ts';

const one = `apiv3_${'aB3_-'.repeat(17)}z`;
const other = `apiv3_${'Zy9-_'.repeat(17)}a`;
const editor = { uri: 'untitled:1' };

describe('mergeOpenTexts', () => {
  it('returns occurrences in editors along with those in files', () => {
    const files = merged([found('a.env', one)], [open('b.env', other)]);
    assert.deepEqual(summary(files), ['a.env: one', 'b.env unsaved: other in editor']);
    assert.equal(files[1]?.fingerprint, '', 'no file to read');
  });

  it('prefers the occurrence in the editor when the file contains the token too', () => {
    const [file, ...others] = merged([found('a.env', `# moved down\n${one}`)], [open('a.env', one)]);
    assert.deepEqual(others, []);
    assert.deepEqual(
      file?.occurrences.map(({ line, editor }) => ({ line, editor })),
      [{ line: 1, editor }],
    );
    assert.equal(file.barrier, 'unsaved');
    assert.equal(file.fingerprint, 'of a.env', 'it is the fingerprint of the file on disk');
  });

  it('keeps an occurrence in the file when the editor no longer contains the token', () => {
    const files = merged([found('a.env', `${one}\n${other}`)], [open('a.env', other)]);
    assert.deepEqual(summary(files), ['a.env unsaved: other in editor, one']);
    assert.deepEqual(summary(merged([found('a.env', one)], [open('a.env', 'nothing')])), ['a.env unsaved: one']);
  });

  it('keeps the order of files, and other files unchanged', () => {
    const files = merged([found('a.env', one), found('b.env', one), found('c.env', one)], [open('b.env', other)]);
    assert.deepEqual(summary(files), ['a.env: one', 'b.env unsaved: other in editor, one', 'c.env: one']);
  });

  it('recognizes the file when the editor opened it through a link', () => {
    const withoutLinks = (path: string) => path.replace('link.env', 'a.env');
    const files = mergeOpenTexts([found('a.env', one)], [searched(open('link.env', one))], withoutLinks);
    assert.deepEqual(summary(files), ['link.env unsaved: one in editor']);
  });

  it('returns each editor without a file separately', () => {
    const untitled = { ...open('Untitled-1', one), path: undefined };
    const files = merged([found('a.env', other)], [untitled, { ...untitled, file: 'Untitled-2' }]);
    assert.deepEqual(summary(files), [
      'a.env: other',
      'Untitled-1 unsaved: one in editor',
      'Untitled-2 unsaved: one in editor',
    ]);
  });

  it('returns two editors of one file separately, such as the sides of a diff', () => {
    const files = merged([], [open('a.env', one), open('a.env', other)]);
    assert.deepEqual(summary(files), ['a.env unsaved: one in editor', 'a.env unsaved: other in editor']);
  });

  it('returns occurrences in all cells of a notebook', () => {
    const parts = [1, 2].map((cell) => ({ editor: { uri: `cell:${cell}`, cell }, text: cell === 1 ? one : other }));
    const [file] = merged([], [{ ...open('a.ipynb', ''), parts }]);
    assert.deepEqual(
      file?.occurrences.map(({ editor }) => editor?.cell),
      [1, 2],
    );
  });

  it('leaves out editors without a token', () => {
    assert.deepEqual(merged([], [open('a.env', 'nothing')]), []);
  });
});

function merged(files: readonly FoundFile[], texts: readonly OpenText[]): FoundFile[] {
  return mergeOpenTexts(files, texts.map(searched), (path) => path);
}

function searched(text: OpenText): SearchedText {
  const occurrences = text.parts.flatMap((part) =>
    findOccurrences(Buffer.from(part.text), text.file, () => false).map((all) => ({ ...all, editor: part.editor })),
  );
  return { ...text, occurrences };
}

function found(file: string, text: string): FoundFile {
  const occurrences = findOccurrences(Buffer.from(text), file, () => false);
  return { folder: 'w', file, path: `/w/${file}`, fingerprint: `of ${file}`, occurrences, barrier: undefined };
}

function open(file: string, text: string): OpenText {
  return { folder: 'w', file, path: `/w/${file}`, parts: [{ editor, text }] };
}

function summary(files: readonly FoundFile[]): string[] {
  const names = new Map([
    [new Token(one).hash, 'one'],
    [new Token(other).hash, 'other'],
  ]);
  return files.map(({ file, barrier, occurrences }) => {
    const shown = occurrences.map(({ token, editor }) => `${names.get(token.hash) ?? ''}${editor ? ' in editor' : ''}`);
    return `${file}${barrier === undefined ? '' : ` ${barrier}`}: ${shown.join(', ')}`;
  });
}
