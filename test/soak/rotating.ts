import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PersonPort, RotationPorts } from '../../src/core/rotation/ports.ts';
import { plannedRotation } from '../../src/core/rotation/plan.ts';
import type { Journal } from '../../src/core/rotation/journal.ts';
import type { RotationResult } from '../../src/core/rotation/result.ts';
import { Rotation } from '../../src/core/rotation/rotation.ts';
import { RotationStopped } from '../../src/core/rotation/stopped.ts';
import type { Token } from '../../src/core/token.ts';
import type { TokenRecord } from '../../src/core/tokenRecord.ts';
import { UserError } from '../../src/core/userError.ts';
import { findTokens } from '../../src/files/findTokens.ts';
import { rotationPorts } from '../../src/servers/rotationPorts.ts';
import { found, signedInWith } from './asking.ts';
import { identity, keep, untilStored, type SoakWorld } from './soakWorld.ts';

/** Rotates a token that a few files hold, to the end: finished, or undone. */
export async function rotate(world: SoakWorld, record: TokenRecord, kind: Journal['kind']): Promise<void> {
  const old = found(await untilStored(world, () => world.tokens.keptListed(identity, record.hash)));
  const files = filesWith(old);
  await write(world, files);
  const journal = plannedRotation(
    {
      kind,
      server: { name: 'Local', url: 'http://localhost', identity },
      folders: [],
      record,
      old,
      newName: world.newName(),
      lifetime: undefined,
      bearer: await signedInWith(world),
    },
    new Date(),
  );
  const result = await untilEnded(world, journal);
  world.count(`rotation ${kind}: ${result === undefined ? 'not begun' : result.isUndone ? 'undone' : result.old}`);
  await expectFiles(world, files, old, result);
  await rm(world.workspace, { recursive: true });
  await mkdir(world.workspace);
}

async function untilEnded(world: SoakWorld, planned: Journal): Promise<RotationResult | undefined> {
  let step = () => new Rotation(planned, portsOf(world)).begin();
  for (;;) {
    try {
      const result = await step();
      if (result.old !== 'later') {
        return result;
      }
    } catch (error) {
      if (!(error instanceof UserError)) {
        throw error;
      }
      if (!(error instanceof RotationStopped)) {
        return undefined;
      }
      world.count('rotation stopped');
    }
    await world.pause();
    const journal = found(await world.journals.read(planned.id));
    const undoes = journal.stage === 'undoing' || world.random.chance(0.25);
    step = () => new Rotation(journal, portsOf(world))[undoes ? 'undo' : 'finish']();
  }
}

function portsOf(world: SoakWorld): RotationPorts {
  const { tokens, journals, workspace, signal, random } = world;
  const person: PersonPort = {
    choosePlaces: (files) =>
      Promise.resolve({
        chosen: files.map((file) => ({
          file,
          edits: file.places.map(({ start, writing }) => ({ start, writing, reference: null })),
        })),
        left: [],
      }),
    retire: () => Promise.resolve(random.pick(['delete', 'delete', 'keep', { later: new Date() }] as const)),
    replaceLost: () => Promise.resolve(),
    // One whose string was lost is of no use to anybody.
    deleteNew: (_holding, { next }) => Promise.resolve(next.hash === null || random.chance(0.7)),
  };
  return rotationPorts({
    endpoint: world.endpoint(),
    identity,
    tokens,
    journals,
    isUnsaved: () => false,
    search: () =>
      findTokens([{ name: 'workspace', path: workspace }], { ripgrep: undefined, isKnown: () => false, signal }),
    person,
    signal,
    // As `NewTokens` has it: where the first try to store the string fails, the person is asked until one does not,
    // and the rotation stops all the same.
    async bear(make, { signsIn }) {
      const born = await make();
      const failures = world.secrets.failures;
      await keep(world, born.token, born.name, signsIn);
      if (world.secrets.failures > failures) {
        throw new UserError('The secret storage failed.');
      }
      return born;
    },
  });
}

function filesWith(token: Token): ReadonlyMap<string, string> {
  const string = token.reveal();
  return new Map([
    ['.env', `INFLUXDB3_AUTH_TOKEN=${string}`],
    ['telegraf.conf', `[[outputs]]\r\n  token = "${string}"\n  # ${string}\r\n`],
    ['k8s/secret.yaml', `data:\n  token: ${Buffer.from(string).toString('base64')}\n`],
  ]);
}

async function write({ workspace }: SoakWorld, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of files) {
    await mkdir(dirname(join(workspace, path)), { recursive: true });
    await writeFile(join(workspace, path), text);
  }
}

/** After a rotation the files hold the new string and nothing else is changed in them; else they are as they were. */
async function expectFiles(
  world: SoakWorld,
  before: ReadonlyMap<string, string>,
  old: Token,
  result: RotationResult | undefined,
): Promise<void> {
  const made = result?.isUndone === false ? result.made[0] : undefined;
  const next =
    made === undefined ? old : found(await untilStored(world, () => world.tokens.keptToken(identity, made.hash)));
  const expected = filesWith(next);
  for (const path of before.keys()) {
    if ((await readFile(join(world.workspace, path), 'utf8')) !== expected.get(path)) {
      throw new Error(`${path} is not as it should be`);
    }
  }
}
