import assert from 'node:assert/strict';
import { chmodSync, chownSync, lstatSync, readFileSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '../influxdb3/helpers/directory.ts';
import { put } from './helpers/git.ts';
import { isRoot, nobody } from './helpers/nobody.ts';
import { systemError } from './helpers/errors.ts';
import { atEachStep } from './helpers/steps.ts';
import { beside, newString, oldString, renew } from './helpers/tokens.ts';

const content = `token = "${oldString}"\n`;
const bytes = Buffer.from(content);

describe('A file that is replaced', () => {
  let directory: ReturnType<typeof makeDirectory>;
  let path: string;
  let umask: number;

  beforeEach(() => {
    directory = makeDirectory();
    path = put(directory.path, 'a.conf', content);
    umask = process.umask(0o022);
  });

  afterEach(() => {
    process.umask(umask);
    directory.remove();
  });

  const modeOf = (file: string) => (lstatSync(file).mode & 0o7777).toString(8);

  for (const mode of ['600', '640', '664', '666', '777', '200', '4755', '2755', '6755', '1644']) {
    // Who is not root cannot read what has no read bit, and so never finds a token there.
    if (isRoot || mode !== '200') {
      it(`keeps the mode ${mode}, whatever the umask`, async () => {
        for (const mask of [0o000, 0o077, 0o277]) {
          put(directory.path, 'a.conf', content);
          chmodSync(path, Number.parseInt(mode, 8));
          process.umask(mask);
          assert.equal(await renew(path, bytes), 'written');
          assert.equal(modeOf(path), mode);
        }
        assert.ok(readFileSync(path).includes(newString));
      });
    }
  }

  const groups = process.getgroups?.().filter((group) => group !== process.getgid?.()) ?? [];
  const [uid, gid] = isRoot ? [nobody, nobody - 1] : [process.getuid?.() ?? 0, groups[0] ?? process.getgid?.() ?? 0];
  it(`keeps its owner, who is ${isRoot ? 'another than who runs' : 'who runs'}, and its group, setuid bits too`, async () => {
    chownSync(path, uid, gid);
    chmodSync(path, 0o6750);
    assert.equal(await renew(path, bytes), 'written');
    const stats = lstatSync(path);
    assert.deepEqual([stats.uid, stats.gid, modeOf(path)], [uid, gid, '6750']);
    assert.ok(readFileSync(path).includes(newString));
  });

  it('is written beside it with 0600 while its bytes come, and only then has its mode', async () => {
    chmodSync(path, 0o644);
    for (const mask of [0o000, 0o277]) {
      put(directory.path, 'a.conf', content);
      process.umask(mask);
      const seen: Pick<Stats, 'mode' | 'size'>[] = [];
      const look = () => {
        const stats = lstatSync(join(directory.path, beside), { throwIfNoEntry: false });
        if (stats !== undefined) {
          seen.push(stats);
        }
      };
      assert.equal(await atEachStep(look, () => renew(path, bytes)), 'written');
      assert.equal((seen[0]?.mode ?? 0o777) & 0o177, 0, 'from its first moment on, nobody but its owner may read it');
      const holding = seen.filter(({ size }) => size > 0).map(({ mode }) => (mode & 0o7777).toString(8));
      assert.equal(holding[0], '600');
      assert.deepEqual([...new Set(holding)], ['600', '644']);
    }
  });

  it('stays as it was where its mode cannot be kept', async () => {
    let changes = 0;
    const refuse = (step: string) => {
      changes += Number(step === 'chmod');
      if (step === 'chmod' && changes === 2) {
        throw systemError('EPERM');
      }
    };
    assert.equal(await atEachStep(refuse, () => renew(path, bytes)), 'failed');
    assert.deepEqual(readFileSync(path), bytes);
    assert.equal(lstatSync(join(directory.path, beside), { throwIfNoEntry: false }), undefined);
  });
});
