import assert from 'node:assert/strict';
import {
  appendFileSync,
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { ReplaceResult } from '../../../../src/files/replace/replaceResult.ts';
import { createDirectory } from '../../support/influxdb3/helpers/temporaryDirectory.ts';
import { writeTestFile } from '../helpers/git.ts';
import { beforeEachStep } from '../helpers/fileSteps.ts';
import { backupNames, newTokenString, oldTokenString, partialName, updateToken } from '../helpers/tokens.ts';

const content = `token = "${oldTokenString}"\n`;
const bytes = Buffer.from(content);
/** This text is as long as `content`. */
const foreign = content.replace('token', 'other');

describe('replaceFile during concurrent changes', () => {
  let directory: ReturnType<typeof createDirectory>;
  let path: string;

  beforeEach(() => {
    directory = createDirectory();
    path = writeTestFile(directory.path, 'folder/a.conf', content);
  });

  afterEach(() => directory.remove());

  const folder = () => join(directory.path, 'folder');
  const replaceWith = async (action: () => void, target = path): Promise<ReplaceResult> => {
    let done = false;
    const outcome = await beforeEachStep(
      (step) => {
        if (step === 'sync' && !done) {
          done = true;
          action();
        }
      },
      () => updateToken(target, bytes),
    );
    assert.ok(done, 'the action ran');
    return outcome;
  };
  it('changes nothing if an editor gets unsaved changes of the file while it writes', async () => {
    const asked: string[] = [];
    const outcome = await updateToken(path, bytes, (realPath) => asked.push(realPath) > 0);
    assert.equal(outcome, 'unsaved');
    assert.deepEqual(asked, [realpathSync(path)], 'asked once, at the end');
    assert.equal(readFileSync(path, 'utf8'), content);
    assertNoBackup();
  });

  const assertNoBackup = () => assert.ok(!readdirSync(folder()).some((name) => backupNames.includes(name)));

  const allSteps = async () => {
    const steps: string[] = [];
    assert.equal(
      await beforeEachStep(
        (step) => steps.push(step),
        () => updateToken(path, bytes),
      ),
      'written',
    );
    return steps;
  };

  for (const [how, change] of [
    ['in place', () => writeFileSync(path, foreign)],
    [
      'by a rename',
      () => {
        writeTestFile(folder(), 'new', foreign);
        renameSync(join(folder(), 'new'), path);
      },
    ],
    [
      'in place with its times restored',
      () => {
        const { atime, mtime } = lstatSync(path);
        writeFileSync(path, foreign);
        utimesSync(path, atime, mtime);
      },
    ],
  ] as const) {
    it(`keeps a change that another process makes ${how}, at any step`, async () => {
      const steps = await allSteps();
      assert.ok(steps.length >= 8);
      for (const at of steps.keys()) {
        writeFileSync(path, content);
        const outcome = await beforeEachStep(
          (_, number) => {
            if (number === at) {
              change();
            }
          },
          () => updateToken(path, bytes),
        );
        assert.equal(readFileSync(path, 'utf8'), foreign, `at step ${at}, ${steps[at]}: ${outcome}`);
        assertNoBackup();
      }
    });
  }

  for (const [what, change] of Object.entries<() => void>({
    'another line': () => appendFileSync(path, '# more\n'),
    'the same bytes again': () => writeFileSync(path, content),
    'another mode': () => chmodSync(path, 0o444),
    'another time': () => utimesSync(path, 1, 1),
    'a second hard link': () => linkSync(path, join(directory.path, 'second')),
  })) {
    it(`returns "changed" when the file gets ${what}`, async () => {
      assert.equal(await replaceWith(change), 'changed');
      assert.ok(!readFileSync(path, 'utf8').includes(newTokenString));
      assertNoBackup();
    });
  }

  it('does not recreate a file that was deleted', async () => {
    assert.equal(await replaceWith(() => unlinkSync(path)), 'gone');
    assert.deepEqual(readdirSync(folder()), []);
  });

  it('changes neither a link that replaced the file nor the target of the link', async () => {
    const target = writeTestFile(directory.path, 'target.conf', content);
    const swap = () => {
      unlinkSync(path);
      symlinkSync(target, path);
    };
    assert.equal(await replaceWith(swap), 'link');
    assert.equal(readlinkSync(path), target);
    assert.equal(readFileSync(target, 'utf8'), content);
    assertNoBackup();
  });

  it('writes nothing to a folder that was swapped in, and leaves no token behind', async () => {
    const elsewhere = writeTestFile(directory.path, 'elsewhere/a.conf', content);
    const moved = join(directory.path, 'moved');
    const swap = () => {
      renameSync(folder(), moved);
      symlinkSync(join(directory.path, 'elsewhere'), folder());
    };
    assert.equal(await replaceWith(swap), 'changed');
    assert.equal(readFileSync(elsewhere, 'utf8'), content);
    assert.deepEqual(readdirSync(join(directory.path, 'elsewhere')), ['a.conf']);
    assert.equal(readFileSync(join(moved, 'a.conf'), 'utf8'), content);
    assert.equal(readFileSync(join(moved, partialName), 'utf8'), '');
  });

  it('returns "changed" when the folder was moved and replaced by a link', async () => {
    const swap = () => {
      renameSync(folder(), join(directory.path, 'moved'));
      symlinkSync(join(directory.path, 'moved'), folder());
    };
    assert.equal(await replaceWith(swap), 'changed');
    assert.equal(readFileSync(path, 'utf8'), content);
    assertNoBackup();
  });

  it('returns "changed" when a link in the path now leads elsewhere', async () => {
    const elsewhere = writeTestFile(directory.path, 'elsewhere/a.conf', content);
    const link = join(directory.path, 'link');
    symlinkSync(folder(), link);
    const swap = () => {
      unlinkSync(link);
      symlinkSync(join(directory.path, 'elsewhere'), link);
    };
    assert.equal(await replaceWith(swap, join(link, 'a.conf')), 'changed');
    assert.equal(readFileSync(elsewhere, 'utf8'), content);
    assert.equal(readFileSync(path, 'utf8'), content);
    assertNoBackup();
  });

  it('does not recreate the file in a new folder of the same name', async () => {
    const swap = () => {
      renameSync(folder(), join(directory.path, 'moved'));
      mkdirSync(folder());
    };
    assert.equal(await replaceWith(swap), 'changed');
    assert.deepEqual(readdirSync(folder()), []);
    assert.equal(readFileSync(join(directory.path, 'moved', partialName), 'utf8'), '');
  });

  it('neither uses nor removes a file that replaced the temporary file', async () => {
    const swap = () => {
      unlinkSync(join(folder(), partialName));
      writeTestFile(folder(), partialName, 'planted');
    };
    assert.equal(await replaceWith(swap), 'changed');
    assert.equal(readFileSync(path, 'utf8'), content);
    assert.equal(readFileSync(join(folder(), partialName), 'utf8'), 'planted');
  });
});
