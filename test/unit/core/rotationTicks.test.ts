import assert from 'node:assert/strict';
import type { Barrier, FoundFile } from '../../../src/core/foundFile.ts';
import { placesIn } from '../../../src/core/foundFile.ts';
import { choiceOf, nothingChosen, optionsFor, type FileOptions } from '../../../src/core/rotation/ticks.ts';

const token = `apiv3_${'aB3_-'.repeat(17)}z`;
const compose = `environment:\n  - A=${token}\n  - B=${token}\n`;

describe('The list of places of a rotation', () => {
  it('ticks by itself what git does not track, and offers no reference there', () => {
    const [file] = optionsFor([found('docker-compose.yml', compose)], new Set());
    assert.deepEqual(summary(file), ['token ticked', 'token ticked']);
  });

  it('offers a reference where git tracks the file and it has an idiom, and ticks neither', () => {
    const [file] = optionsFor([found('docker-compose.yml', compose)], new Set(['/w/docker-compose.yml']));
    assert.deepEqual(summary(file), ['token', 'reference', 'token', 'reference']);
    const [other] = optionsFor([found('notes.txt', token)], new Set(['/w/notes.txt']));
    assert.deepEqual(summary(other), ['token'], 'without an idiom there is no reference');
  });

  it('has nothing to tick in what can only be listed', () => {
    for (const barrier of ['link', 'hardLink', 'readOnly', 'unsaved'] as const) {
      const files = optionsFor([found('a.env', token, barrier)], new Set());
      assert.deepEqual(summary(files[0]), []);
      assert.deepEqual(reasons(files, []), [barrier]);
      const [wanted] = choiceOf(files, new Set()).left;
      assert.equal(wanted?.wanted, barrier !== 'unsaved', 'it keeps the old token alive, unless the person left it');
      assert.equal(nothingChosen(files).left[0]?.wanted, false);
    }
  });

  it('says why a file keeps the old string: all places, or some, were left', () => {
    const files = optionsFor([found('a.env', `${token}\n${token}`)], new Set());
    const [first, second] = files[0]?.options ?? [];
    assert.deepEqual(reasons(files, []), ['unticked']);
    assert.deepEqual(reasons(files, [first]), ['unticked']);
    assert.deepEqual(reasons(files, [first, second]), []);
    const tracked = optionsFor([found('a.env', token)], new Set(['/w/a.env']));
    assert.deepEqual(reasons(tracked, []), ['tracked']);
  });

  it('has nothing to tick in an editor without a file, and leaves it', () => {
    const files = optionsFor([{ ...found('Untitled-1', token), path: undefined }], new Set());
    assert.deepEqual(summary(files[0]), []);
    assert.equal(files[0]?.isTracked, false);
    const unsaved = optionsFor([{ ...found('Untitled-1', token, 'unsaved'), path: undefined }], new Set());
    assert.deepEqual(choiceOf(unsaved, new Set()).left, [{ file: unsaved[0]?.file, reason: 'unsaved', wanted: false }]);
  });

  it('keeps the old token alive for a file that was to be saved and was not', () => {
    const files = optionsFor([found('a.env', token, 'unsaved')], new Set());
    const wanted = (toBeSaved: string[]) => choiceOf(files, new Set(), new Set(toBeSaved)).left[0]?.wanted;
    assert.equal(wanted(['/w/a.env']), true);
    assert.equal(wanted(['/w/b.env']), false);
  });

  it('does not keep it alive for what the person did not tick', () => {
    const files = optionsFor([found('a.env', token)], new Set());
    assert.deepEqual(choiceOf(files, new Set()), {
      chosen: [],
      left: [{ file: files[0]?.file, reason: 'unticked', wanted: false }],
    });
  });

  it('takes the reference where both ways are ticked at one place, whichever comes first', () => {
    const files = optionsFor([found('docker-compose.yml', compose)], new Set(['/w/docker-compose.yml']));
    const [literal, reference] = files[0]?.options ?? [];
    for (const ticked of [
      [literal, reference],
      [reference, literal],
    ]) {
      const choice = choiceOf(files, new Set(ticked.filter((option) => option !== undefined)));
      assert.equal(choice.chosen[0]?.edits.length, 1);
      assert.equal(choice.chosen[0].edits[0]?.reference?.text, '${INFLUXDB3_AUTH_TOKEN}');
    }
  });
});

function found(file: string, content: string, barrier?: Barrier): FoundFile {
  const path = `/w/${file}`;
  const places = placesIn(Buffer.from(content), path, () => false);
  return { folder: 'w', file, path, fingerprint: '', places, barrier };
}

function summary(file: FileOptions | undefined): string[] {
  return (file?.options ?? []).map(({ writes, isTickedByItself }) => (isTickedByItself ? `${writes} ticked` : writes));
}

function reasons(files: readonly FileOptions[], ticked: readonly (FileOptions['options'][number] | undefined)[]) {
  const { left } = choiceOf(files, new Set(ticked.filter((option) => option !== undefined)));
  return left.map(({ reason }) => reason);
}
