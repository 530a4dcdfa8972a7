import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../influxdb/helpers/until.ts';
import { createTree, randomTokenString, type Tree } from '../helpers/searchTree.ts';
import { withAndWithoutRipgrep, searchUsing } from '../helpers/searchVariants.ts';

describe('findInFolders when canceled', () => {
  let tree: Tree;
  const reason = new Error('canceled');

  beforeEach(() => {
    tree = createTree();
  });

  afterEach(() => tree.remove());

  withAndWithoutRipgrep((search) => {
    it('rejects with the reason and reads nothing when it was already aborted', async () => {
      tree.write('a', randomTokenString());
      let reported = 0;
      await assert.rejects(
        search(tree.path, { signal: AbortSignal.abort(reason), onFile: () => (reported += 1) }),
        reason,
      );
      assert.equal(reported, 0);
    });

    it('rejects with the reason in the middle and reports no further files', async () => {
      const controller = new AbortController();
      for (let file = 0; file < 500; file += 1) {
        tree.write(`folder${file % 10}/${file}`, randomTokenString());
      }
      let reported = 0;
      const onFile = () => {
        reported += 1;
        controller.abort(reason);
      };
      await assert.rejects(search(tree.path, { signal: controller.signal, onFile }), reason);
      const before = reported;
      assert.ok(before > 0 && before < 20, `${before} files reported`);
      await sleep(20);
      assert.equal(reported, before);
    });
  });

  it('kills a ripgrep that never ends', async () => {
    const pidFile = join(tree.path, 'pid');
    const ripgrep = tree.write(
      'bin/rg',
      `#!/bin/sh\necho $$ > '${pidFile}.new' && mv '${pidFile}.new' '${pidFile}'\nexec sleep 1000\n`,
    );
    chmodSync(ripgrep, 0o755);
    const controller = new AbortController();
    const search = assert.rejects(
      searchUsing(ripgrep, tree.createFolder('work'), { signal: controller.signal }),
      reason,
    );
    await until('the process ID', () => existsSync(pidFile));
    const pid = Number(readFileSync(pidFile, 'utf8'));
    assert.ok(process.kill(pid, 0), 'ripgrep runs');
    controller.abort(reason);
    await search;
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  });
});
