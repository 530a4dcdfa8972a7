import assert from 'node:assert/strict';
import { placesIn, type FoundFile } from '../../../src/core/foundFile.ts';
import { withOpenTexts, type OpenText } from '../../../src/core/openText.ts';
import { Token } from '../../../src/core/token.ts';

const one = `apiv3_${'aB3_-'.repeat(17)}z`;
const other = `apiv3_${'Zy9-_'.repeat(17)}a`;
const editor = { uri: 'untitled:1' };

describe('What stands in editors', () => {
  it('is shown along with what was found in files', () => {
    const files = merged([found('a.env', one)], [open('b.env', other)]);
    assert.deepEqual(summary(files), ['a.env: one', 'b.env unsaved: other in editor']);
    assert.equal(files[1]?.fingerprint, '', 'no file was read');
  });

  it('is the place of a file that holds it too, because a person sees the editor', () => {
    const [file, ...others] = merged([found('a.env', `# moved down\n${one}`)], [open('a.env', one)]);
    assert.deepEqual(others, []);
    assert.deepEqual(
      file?.places.map(({ line, editor }) => ({ line, editor })),
      [{ line: 1, editor }],
    );
    assert.equal(file.barrier, 'unsaved');
    assert.equal(file.fingerprint, 'of a.env', 'of the file as it is');
  });

  it('leaves a token that the editor holds no more a place of the file', () => {
    const files = merged([found('a.env', `${one}\n${other}`)], [open('a.env', other)]);
    assert.deepEqual(summary(files), ['a.env unsaved: other in editor, one']);
    assert.deepEqual(summary(merged([found('a.env', one)], [open('a.env', 'nothing')])), ['a.env unsaved: one']);
  });

  it('takes the place of its file in the order, and leaves the others as they are', () => {
    const files = merged([found('a.env', one), found('b.env', one), found('c.env', one)], [open('b.env', other)]);
    assert.deepEqual(summary(files), ['a.env: one', 'b.env unsaved: other in editor, one', 'c.env: one']);
  });

  it('is the same file by whatever name, link or not', () => {
    const isLink = (path: string) => path.replace('link.env', 'a.env');
    const files = withOpenTexts([found('a.env', one)], [open('link.env', one)], () => false, isLink);
    assert.deepEqual(summary(files), ['link.env unsaved: one in editor']);
  });

  it('is of each editor without a file by itself', () => {
    const untitled = { ...open('Untitled-1', one), path: undefined };
    const files = merged([found('a.env', other)], [untitled, { ...untitled, file: 'Untitled-2' }]);
    assert.deepEqual(summary(files), [
      'a.env: other',
      'Untitled-1 unsaved: one in editor',
      'Untitled-2 unsaved: one in editor',
    ]);
  });

  it('is of two editors of one file, such as the sides of a comparison, twice', () => {
    const files = merged([], [open('a.env', one), open('a.env', other)]);
    assert.deepEqual(summary(files), ['a.env unsaved: one in editor', 'a.env unsaved: other in editor']);
  });

  it('is of all cells of a notebook', () => {
    const parts = [1, 2].map((cell) => ({ editor: { uri: `cell:${cell}`, cell }, text: cell === 1 ? one : other }));
    const [file] = merged([], [{ ...open('a.ipynb', ''), parts }]);
    assert.deepEqual(
      file?.places.map(({ editor }) => editor?.cell),
      [1, 2],
    );
  });

  it('is nothing where no token stands', () => {
    assert.deepEqual(merged([], [open('a.env', 'nothing')]), []);
  });

  it('is a token of another length where that is known', () => {
    const short = new Token('apiv3_short');
    const files = withOpenTexts(
      [],
      [open('a.env', short.reveal())],
      ({ hash }) => hash === short.hash,
      (path) => path,
    );
    assert.equal(files[0]?.places.length, 1);
  });
});

function merged(files: readonly FoundFile[], texts: readonly OpenText[]): FoundFile[] {
  return withOpenTexts(
    files,
    texts,
    () => false,
    (path) => path,
  );
}

function found(file: string, text: string): FoundFile {
  const places = placesIn(Buffer.from(text), file, () => false);
  return { folder: 'w', file, path: `/w/${file}`, fingerprint: `of ${file}`, places, barrier: undefined };
}

function open(file: string, text: string): OpenText {
  return { folder: 'w', file, path: `/w/${file}`, parts: [{ editor, text }] };
}

function summary(files: readonly FoundFile[]): string[] {
  const named = new Map([
    [new Token(one).hash, 'one'],
    [new Token(other).hash, 'other'],
  ]);
  return files.map(({ file, barrier, places }) => {
    const shown = places.map((place) => `${named.get(place.token.hash) ?? ''}${place.editor ? ' in editor' : ''}`);
    return `${file}${barrier === undefined ? '' : ` ${barrier}`}: ${shown.join(', ')}`;
  });
}
