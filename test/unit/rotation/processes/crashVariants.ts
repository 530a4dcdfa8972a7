import assert from 'node:assert/strict';
import { join } from 'node:path';
import { UserError } from '../../../../src/core/errors.ts';
import { Token } from '../../../../src/core/token/token.ts';
import { deleteToken } from '../../../../src/influxdb/deleteToken.ts';
import { listIfAccepted } from '../../../../src/influxdb/listTokens.ts';
import { Rotation } from '../../../../src/rotation/rotation.ts';
import { RotationStopped } from '../../../../src/rotation/stopped.ts';
import type { CrashScenario } from './crashScenario.ts';
import { FileSecrets, RefusingSecrets, type Refusal } from './fileDoubles.ts';
import { identity, RotationFixture } from './rotationFixture.ts';

type Ending = 'finish' | 'undo';

/** What else goes wrong before a killed rotation is resumed, or while it is. */
export interface CrashVariant {
  readonly title: string;
  readonly how: Ending;
  readonly resume: (scenario: CrashScenario) => Promise<void>;
}

export function crashVariants(endings: readonly Ending[], { hasHelper }: { hasHelper: boolean }): CrashVariant[] {
  return endings.flatMap((how) => [
    {
      title: 'the secret stored last is gone',
      how,
      resume: async (scenario) => {
        new FileSecrets(secretsOf(scenario)).loseLastStored();
        await resumeAfterLoss(scenario, how);
      },
    },
    ...(['all', 'writes', 'reads'] as const).map((refusal) => ({
      title: `the keyring refuses ${refusal}`,
      how,
      resume: (scenario: CrashScenario) => resumeTwice(scenario, how, refusal),
    })),
    ...(hasHelper
      ? [
          {
            title: 'the helper was deleted by someone else',
            how,
            resume: async (scenario: CrashScenario) => {
              await deleteHelper(scenario);
              await resumeAfterLoss(scenario, how);
            },
          },
        ]
      : []),
  ]);
}

/** A token that works must still be stored, or the rotation must say that none is. */
async function resumeAfterLoss(scenario: CrashScenario, how: Ending): Promise<void> {
  const hadWorkingToken = await hasWorkingToken(scenario);
  const { isResumed, error } = await tryResume(scenario, scenario.fixture, how);
  const hashes = await ownHashes(scenario);
  assert.ok(!hadWorkingToken || (await hasWorkingToken(scenario)), 'a working token is still stored');
  if (error !== undefined) {
    assert.ok(error instanceof RotationStopped && error.cause instanceof UserError, messageOf(error));
    assert.ok(!hadWorkingToken, `stopped although a token works: ${error.cause.message}`);
    assert.ok((await scenario.savedJournal()) !== undefined, 'it can be finished or undone later');
  } else if (isResumed) {
    assert.ok(await hasWorkingToken(scenario), 'a working token is stored');
    scenario.expectCreatedStored(hashes);
  }
}

/** The first attempt may fail, but must lose nothing, so that the second one succeeds. */
async function resumeTwice(scenario: CrashScenario, how: Ending, refusal: Refusal): Promise<void> {
  const { root, url } = scenario.fixture;
  const refusing = new RotationFixture(root, url, new RefusingSecrets(secretsOf(scenario), refusal));
  const { error } = await tryResume(scenario, refusing, how);
  if (error !== undefined) {
    assert.ok(error instanceof RotationStopped && error.cause instanceof UserError, messageOf(error));
  }
  assert.ok(await hasWorkingToken(scenario), 'a working token is still stored');
  await scenario.resume(how);
}

async function tryResume(
  scenario: CrashScenario,
  fixture: RotationFixture,
  how: Ending,
): Promise<{ readonly isResumed: boolean; readonly error?: unknown }> {
  const journal = await scenario.savedJournal();
  if (journal === undefined) {
    return { isResumed: false };
  }
  try {
    await new Rotation(journal, fixture.ports())[how]();
    return { isResumed: true };
  } catch (error) {
    return { isResumed: true, error };
  }
}

/** With any token that the server accepts, wherever it is. */
async function deleteHelper(scenario: CrashScenario): Promise<void> {
  const { server, fixture } = scenario;
  if (!server.tokens().some(({ name }) => name === 'helper')) {
    return;
  }
  const inFiles = [...fixture.files().values()].flatMap((text) => text.match(/apiv3_[\w-]{86}/g) ?? []);
  for (const token of [...(await storedTokens(scenario)), ...inFiles.map((text) => new Token(text))]) {
    if (typeof (await listIfAccepted(fixture.endpoint, token)) !== 'string') {
      await deleteToken(fixture.endpoint, token, 'helper');
      return;
    }
  }
  assert.fail('no token can delete the helper');
}

async function hasWorkingToken(scenario: CrashScenario): Promise<boolean> {
  const listed = scenario.server.tokens().map(({ hash }) => String(hash));
  return (await storedTokens(scenario)).some((token) => listed.some((hash) => token.matches(hash)));
}

async function ownHashes(scenario: CrashScenario): Promise<string[]> {
  return (await storedTokens(scenario)).map(({ hash }) => hash);
}

async function storedTokens({ fixture: { tokens } }: CrashScenario): Promise<Token[]> {
  const signIn = await tokens.readSignIn(identity);
  const stored: Token[] = signIn.kind === 'token' ? [signIn.token] : [];
  for (const { hash } of await tokens.listStored(identity)) {
    const token = await tokens.findByHash(identity, hash);
    stored.push(...(token === undefined ? [] : [token]));
  }
  return stored;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : 'not an error');
const secretsOf = ({ fixture }: CrashScenario) => join(fixture.root, 'secrets');
