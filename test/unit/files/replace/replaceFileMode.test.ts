import assert from 'node:assert/strict';
import { chmodSync, chownSync, lstatSync, readFileSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { createDirectory } from '../../support/influxdb3/helpers/temporaryDirectory.ts';
import { writeTestFile } from '../helpers/git.ts';
import { isRoot, nobodyId } from '../helpers/nobody.ts';
import { systemError } from '../helpers/errors.ts';
import { beforeEachStep } from '../helpers/fileSteps.ts';
import { sibling, newTokenString, oldTokenString, updateToken } from '../helpers/tokens.ts';

const content = `token = "${oldTokenString}"\n`;
const bytes = Buffer.from(content);

describe('replaceFile and file permissions', () => {
  let directory: ReturnType<typeof createDirectory>;
  let path: string;
  let umask: number;

  beforeEach(() => {
    directory = createDirectory();
    path = writeTestFile(directory.path, 'a.conf', content);
    umask = process.umask(0o022);
  });

  afterEach(() => {
    process.umask(umask);
    directory.remove();
  });

  const modeOf = (file: string) => (lstatSync(file).mode & 0o7777).toString(8);

  for (const mode of ['600', '640', '664', '666', '777', '200', '4755', '2755', '6755', '1644']) {
    // Only root can read a file without a read bit.
    if (isRoot || mode !== '200') {
      it(`keeps the mode ${mode} with any umask`, async () => {
        for (const mask of [0o000, 0o077, 0o277]) {
          writeTestFile(directory.path, 'a.conf', content);
          chmodSync(path, Number.parseInt(mode, 8));
          process.umask(mask);
          assert.equal(await updateToken(path, bytes), 'written');
          assert.equal(modeOf(path), mode);
        }
        assert.ok(readFileSync(path).includes(newTokenString));
      });
    }
  }

  const groups = process.getgroups?.().filter((group) => group !== process.getgid?.()) ?? [];
  const [uid, gid] = isRoot
    ? [nobodyId, nobodyId - 1]
    : [process.getuid?.() ?? 0, groups[0] ?? process.getgid?.() ?? 0];
  it(`keeps the owner (${isRoot ? 'another user' : 'this user'}), the group, and the setuid bits`, async () => {
    chownSync(path, uid, gid);
    chmodSync(path, 0o6750);
    assert.equal(await updateToken(path, bytes), 'written');
    const stats = lstatSync(path);
    assert.deepEqual([stats.uid, stats.gid, modeOf(path)], [uid, gid, '6750']);
    assert.ok(readFileSync(path).includes(newTokenString));
  });

  it('writes the temporary file with mode 0600 before it sets the mode', async () => {
    chmodSync(path, 0o644);
    for (const mask of [0o000, 0o277]) {
      writeTestFile(directory.path, 'a.conf', content);
      process.umask(mask);
      const seen: Pick<Stats, 'mode' | 'size'>[] = [];
      const recordMode = () => {
        const stats = lstatSync(join(directory.path, sibling), { throwIfNoEntry: false });
        if (stats !== undefined) {
          seen.push(stats);
        }
      };
      assert.equal(await beforeEachStep(recordMode, () => updateToken(path, bytes)), 'written');
      assert.equal((seen[0]?.mode ?? 0o777) & 0o177, 0, 'only the owner can read it from the start');
      const modes = seen.filter(({ size }) => size > 0).map(({ mode }) => (mode & 0o7777).toString(8));
      assert.equal(modes[0], '600');
      assert.deepEqual([...new Set(modes)], ['600', '644']);
    }
  });

  it('leaves the file unchanged when the mode cannot be kept', async () => {
    let changes = 0;
    const refuse = (step: string) => {
      changes += Number(step === 'chmod');
      if (step === 'chmod' && changes === 2) {
        throw systemError('EPERM');
      }
    };
    assert.equal(await beforeEachStep(refuse, () => updateToken(path, bytes)), 'failed');
    assert.deepEqual(readFileSync(path), bytes);
    assert.equal(lstatSync(join(directory.path, sibling), { throwIfNoEntry: false }), undefined);
  });
});
