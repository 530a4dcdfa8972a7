import assert from 'node:assert/strict';
import { chmodSync, chownSync, lstatSync, readdirSync, readFileSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { createDirectory } from '../../support/influxdb3/helpers/temporaryDirectory.ts';
import { writeTestFile } from '../helpers/git.ts';
import { isRoot, nobodyId } from '../helpers/nobody.ts';
import { beforeEachStep } from '../helpers/fileSteps.ts';
import { backupNames, testPlace, newTokenString, oldTokenString, partialName, updateToken } from '../helpers/tokens.ts';

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

  for (const mode of [0o644, 0o600, 0o660]) {
    it(`lets only this user read the backup of a file with the mode ${mode.toString(8)}, from the start`, async () => {
      for (const mask of [0o000, 0o277]) {
        writeTestFile(directory.path, 'a.conf', content);
        chmodSync(path, mode);
        process.umask(mask);
        const seen = new Map<string, Pick<Stats, 'mode' | 'size'>[]>();
        const recordMode = () => {
          for (const name of backupNames) {
            const stats = lstatSync(join(directory.path, name), { throwIfNoEntry: false });
            seen.set(name, [...(seen.get(name) ?? []), ...(stats === undefined ? [] : [stats])]);
          }
        };
        assert.equal(await beforeEachStep(recordMode, () => updateToken(path, bytes)), 'written');
        for (const [name, stats] of seen) {
          assert.ok(stats.length > 0, `${name} was seen`);
          assert.ok(stats.every((one) => (one.mode & 0o177) === 0));
          assert.ok(stats.filter(({ size }) => size > 0).every((one) => (one.mode & 0o7777) === 0o600));
        }
      }
    });
  }

  it('writes the backup to its own folder when it would be wider next to the file', async () => {
    chmodSync(path, 0o600);
    const own = createDirectory();
    const seen: string[] = [];
    let previous = '';
    // As on a file system that has modes of its own.
    const widen = (step: string) => {
      if (previous === 'chmod' && step === 'stat' && readdirSync(directory.path).includes(partialName)) {
        chmodSync(join(directory.path, partialName), 0o644);
      }
      previous = step;
      seen.push(...readdirSync(own.path));
    };
    const place = testPlace(join(own.path, 'new'));
    const result = await beforeEachStep(widen, () => updateToken(path, bytes, () => false, place));
    assert.equal(result, 'written');
    assert.ok(seen.includes('new'));
    assert.equal(lstatSync(place.ownFolder).mode & 0o777, 0o700);
    assert.deepEqual(readdirSync(place.ownFolder), []);
    assert.deepEqual(readdirSync(directory.path), ['a.conf']);
    own.remove();
  });
});
