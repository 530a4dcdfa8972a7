import assert from 'node:assert/strict';
import { readdirSync, symlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { closeAfterTest } from '../influxdb/helpers/closeAfterTest.ts';
import { rotationSetup, type RotationSetup } from './support/rotationSetup.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';

describe('rotateToken with a file that has unsaved changes', () => {
  let setup: RotationSetup;

  beforeEach(async () => {
    setup = await rotationSetup();
  });

  const link = (target: string, suffix: string) => {
    const path = `${setup.folder.path}-${suffix}`;
    symlinkSync(target, path);
    closeAfterTest({ close: () => rm(path, { force: true }) });
    return path;
  };
  /** Rotates with nothing to ask, because a file that should have been updated still needs the old token. */
  const assertNotOverwritten = async () => {
    const { ci, folder, rotate } = setup;
    const result = await rotate(new ScriptedPerson(), { name: 'ci' }, { newName: 'ci-2' });
    assert.deepEqual([result.old, result.left], ['kept', [{ folder: 'app', file: 'app.env', reason: 'unsaved' }]]);
    assert.equal(folder.read('app.env'), `TOKEN=${ci.reveal()}\n`);
    assert.ok(
      readdirSync(folder.path).every((name) => name.endsWith('.env')),
      'no temporary file is left',
    );
  };

  it('does not overwrite it if the editor opened it through a link to its folder', async () => {
    setup.display.unsaved.add(join(link(setup.folder.path, 'folder'), 'app.env'));
    await assertNotOverwritten();
  });

  it('does not overwrite it if the editor opened it through a link to it', async () => {
    setup.display.unsaved.add(link(setup.folder.pathOf('app.env'), 'file'));
    await assertNotOverwritten();
  });

  for (const [when, checks] of [
    ['after the search', 1],
    ['after the update was planned', 2],
    ['right before the file is replaced', 3],
  ] as const) {
    it(`does not overwrite it if it was changed ${when}`, async () => {
      const { display, folder } = setup;
      let count = 0;
      display.unsavedPaths = () => (++count < checks ? [] : [folder.pathOf('app.env')]);
      await assertNotOverwritten();
      assert.equal(count, checks);
    });
  }

  it('updates it if only other files have unsaved changes', async () => {
    const { display, folder, rotate, ci } = setup;
    display.unsaved.add(folder.pathOf('other.env'));
    const result = await rotate(new ScriptedPerson(), { name: 'ci' }, { newName: 'ci-2', old: 'keep' });
    assert.deepEqual(result.left, []);
    assert.ok(!folder.read('app.env').includes(ci.reveal()));
  });
});
