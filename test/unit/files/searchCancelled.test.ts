import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../influxdb/helpers/until.ts';
import { makeTree, newTokenString, type Tree } from './helpers/searchTree.ts';
import { inBothWays, searchBy } from './helpers/searchWays.ts';

describe('A search that is cancelled', () => {
  let tree: Tree;
  const reason = new Error('enough');

  beforeEach(() => {
    tree = makeTree();
  });

  afterEach(() => tree.remove());

  inBothWays((search) => {
    it('before it begins throws the reason, and looks at nothing', async () => {
      tree.write('a', newTokenString());
      let told = 0;
      await assert.rejects(search(tree.path, { signal: AbortSignal.abort(reason), onFile: () => (told += 1) }), reason);
      assert.equal(told, 0);
    });

    it('in the middle throws the reason, and tells of nothing afterwards', async () => {
      const controller = new AbortController();
      for (let file = 0; file < 500; file += 1) {
        tree.write(`folder${file % 10}/${file}`, newTokenString());
      }
      let told = 0;
      const onFile = () => {
        told += 1;
        controller.abort(reason);
      };
      await assert.rejects(search(tree.path, { signal: controller.signal, onFile }), reason);
      const before = told;
      assert.ok(before > 0 && before < 20, `${before} files were told of`);
      await sleep(20);
      assert.equal(told, before);
    });
  });

  it('takes a ripgrep along that would never end', async () => {
    const pidFile = join(tree.path, 'pid');
    const ripgrep = tree.write(
      'bin/rg',
      `#!/bin/sh\necho $$ > '${pidFile}.new' && mv '${pidFile}.new' '${pidFile}'\nexec sleep 1000\n`,
    );
    chmodSync(ripgrep, 0o755);
    const controller = new AbortController();
    const search = assert.rejects(searchBy(ripgrep, tree.folder('work'), { signal: controller.signal }), reason);
    await until('its number', () => existsSync(pidFile));
    const pid = Number(readFileSync(pidFile, 'utf8'));
    assert.ok(process.kill(pid, 0), 'it runs');
    controller.abort(reason);
    await search;
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  });
});
