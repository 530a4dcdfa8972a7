import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Token } from '../../../src/core/token/token.ts';
import { OpenRotations } from '../../../src/rotation/openRotations.ts';
import { assertNoOpenRotation, RotationInProgressError, withTokenLocked } from '../../../src/rotation/tokenLock.ts';
import { hostFrom } from '../../../src/storage/host.ts';
import { LockedElsewhereError, ProcessLocks } from '../../../src/storage/processLocks.ts';
import { sentence } from '../../support/sentences.ts';
import { rejection } from '../operations/support/rejection.ts';
import { container } from '../storage/helpers/hosts.ts';
import { createDirectory } from '../support/influxdb3/helpers/temporaryDirectory.ts';
import { identity, newJournal } from './processes/rotationFixture.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const journal = newJournal('named', new Token(`apiv3_${randomBytes(64).toString('base64url')}`), 'ci', true);

describe('The lock of a token, claimed on another host that shares the folder', () => {
  let directory: ReturnType<typeof createDirectory>;
  let rotations: OpenRotations;

  beforeEach(async () => {
    directory = createDirectory();
    rotations = new OpenRotations(directory.path, silent);
    const other = new ProcessLocks(join(directory.path, 'locks'), () => Promise.resolve(hostFrom(container)));
    assert.ok(await other.take(`${identity}\nci`));
  });

  afterEach(() => {
    rotations.dispose();
    directory.remove();
  });

  const expectElsewhere = async (work: Promise<unknown>): Promise<string> => {
    const error = await rejection(work);
    assert.ok(error instanceof LockedElsewhereError, String(error));
    assert.equal(error.message, sentence('rotatingElsewhere', 'ci', error.claim));
    return error.claim;
  };

  it('prevents a rotation, and names the file to delete if nothing is running there', async () => {
    await rm(await expectElsewhere(rotations.lock(journal)));
    const lock = await rotations.lock(journal);
    assert.equal(await rotations.holderOf(journal), 'thisHost');
    await lock?.release();
    assert.equal(await rotations.holderOf(journal), undefined);
  });

  it('prevents other changes of the token', async () => {
    const change = () => withTokenLocked(identity, 'ci', rotations, () => Promise.resolve('done'));
    await rm(await expectElsewhere(change()));
    assert.equal(await change(), 'done');
  });

  it('prevents changes of all tokens while its rotation is open', async () => {
    await rotations.write(journal);
    const assertNone = () => assertNoOpenRotation(identity, undefined, rotations);
    await rm(await expectElsewhere(assertNone()));
    assert.ok((await rejection(assertNone())) instanceof RotationInProgressError);
  });
});
