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
  renameSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../../../src/files/outcome.ts';
import { makeDirectory } from '../influxdb3/helpers/directory.ts';
import { put } from './helpers/git.ts';
import { atEachStep } from './helpers/steps.ts';
import { beside, newString, oldString, renew } from './helpers/tokens.ts';

const content = `token = "${oldString}"\n`;
const bytes = Buffer.from(content);
/** As long as what stood there. */
const foreign = content.replace('token', 'other');

describe('While a file is being replaced,', () => {
  let directory: ReturnType<typeof makeDirectory>;
  let path: string;

  beforeEach(() => {
    directory = makeDirectory();
    path = put(directory.path, 'folder/a.conf', content);
  });

  afterEach(() => directory.remove());

  const folder = () => join(directory.path, 'folder');
  /** Does something when all bytes are written beside, and nothing else was done yet. */
  const whenWritten = async (action: () => void, asked = path): Promise<Outcome> => {
    let done = false;
    const outcome = await atEachStep(
      (step) => {
        if (step === 'sync' && !done) {
          done = true;
          action();
        }
      },
      () => renew(asked, bytes),
    );
    assert.ok(done, 'it came to that');
    return outcome;
  };
  const assertNothingBeside = () => assert.ok(!readdirSync(folder()).includes(beside));

  const allSteps = async () => {
    const steps: string[] = [];
    assert.equal(
      await atEachStep(
        (step) => steps.push(step),
        () => renew(path, bytes),
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
        put(folder(), 'new', foreign);
        renameSync(join(folder(), 'new'), path);
      },
    ],
    [
      'in place, with its times put back',
      () => {
        const { atime, mtime } = lstatSync(path);
        writeFileSync(path, foreign);
        utimesSync(path, atime, mtime);
      },
    ],
  ] as const) {
    it(`another writes it ${how}: at no step is that lost`, async () => {
      const steps = await allSteps();
      assert.ok(steps.length >= 8);
      for (const at of steps.keys()) {
        writeFileSync(path, content);
        const outcome = await atEachStep(
          (_, number) => {
            if (number === at) {
              change();
            }
          },
          () => renew(path, bytes),
        );
        assert.equal(readFileSync(path, 'utf8'), foreign, `at step ${at}, ${steps[at]}: ${outcome}`);
        assertNothingBeside();
      }
    });
  }

  for (const [what, change] of Object.entries<() => void>({
    'a line more': () => appendFileSync(path, '# more\n'),
    'the same bytes once more': () => writeFileSync(path, content),
    'another mode': () => chmodSync(path, 0o444),
    'another time': () => utimesSync(path, 1, 1),
    'a second name': () => linkSync(path, join(directory.path, 'second')),
  })) {
    it(`it gets ${what}: it is left, and counts as changed`, async () => {
      assert.equal(await whenWritten(change), 'changed');
      assert.ok(!readFileSync(path, 'utf8').includes(newString));
      assertNothingBeside();
    });
  }

  it('it vanishes: it does not come back', async () => {
    assert.equal(await whenWritten(() => unlinkSync(path)), 'gone');
    assert.deepEqual(readdirSync(folder()), []);
  });

  it('a link takes its place: the link stays, and what it leads to', async () => {
    const target = put(directory.path, 'target.conf', content);
    const swap = () => {
      unlinkSync(path);
      symlinkSync(target, path);
    };
    assert.equal(await whenWritten(swap), 'link');
    assert.equal(readlinkSync(path), target);
    assert.equal(readFileSync(target, 'utf8'), content);
    assertNothingBeside();
  });

  it('its folder is swapped for a link to another: nothing is written there, and no token is left here', async () => {
    const elsewhere = put(directory.path, 'elsewhere/a.conf', content);
    const moved = join(directory.path, 'moved');
    const swap = () => {
      renameSync(folder(), moved);
      symlinkSync(join(directory.path, 'elsewhere'), folder());
    };
    assert.equal(await whenWritten(swap), 'changed');
    assert.equal(readFileSync(elsewhere, 'utf8'), content);
    assert.deepEqual(readdirSync(join(directory.path, 'elsewhere')), ['a.conf']);
    assert.equal(readFileSync(join(moved, 'a.conf'), 'utf8'), content);
    assert.equal(readFileSync(join(moved, beside), 'utf8'), '');
  });

  it('its folder is moved away with it, and a link left behind: it is left', async () => {
    const swap = () => {
      renameSync(folder(), join(directory.path, 'moved'));
      symlinkSync(join(directory.path, 'moved'), folder());
    };
    assert.equal(await whenWritten(swap), 'changed');
    assert.equal(readFileSync(path, 'utf8'), content);
    assertNothingBeside();
  });

  it('the link by which it was reached leads elsewhere by now: it is left', async () => {
    const elsewhere = put(directory.path, 'elsewhere/a.conf', content);
    const link = join(directory.path, 'link');
    symlinkSync(folder(), link);
    const swap = () => {
      unlinkSync(link);
      symlinkSync(join(directory.path, 'elsewhere'), link);
    };
    assert.equal(await whenWritten(swap, join(link, 'a.conf')), 'changed');
    assert.equal(readFileSync(elsewhere, 'utf8'), content);
    assert.equal(readFileSync(path, 'utf8'), content);
    assertNothingBeside();
  });

  it('its folder is moved away, and another made: it does not come back', async () => {
    const swap = () => {
      renameSync(folder(), join(directory.path, 'moved'));
      mkdirSync(folder());
    };
    assert.equal(await whenWritten(swap), 'gone');
    assert.deepEqual(readdirSync(folder()), []);
    assert.equal(readFileSync(join(directory.path, 'moved', beside), 'utf8'), '');
  });

  it('somebody swaps what is written beside it: that is not put in its place, nor removed', async () => {
    const swap = () => {
      unlinkSync(join(folder(), beside));
      put(folder(), beside, 'planted');
    };
    assert.equal(await whenWritten(swap), 'changed');
    assert.equal(readFileSync(path, 'utf8'), content);
    assert.equal(readFileSync(join(folder(), beside), 'utf8'), 'planted');
  });
});
