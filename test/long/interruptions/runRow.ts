import assert from 'node:assert/strict';
import { toError } from '../../../src/core/errors.ts';
import { RemedyError } from '../../../src/operations/remedy.ts';
import { interrupt } from './interrupt.ts';
import { nextStart, type NextStart } from './nextStart.ts';
import { operations, resume } from './operations.ts';
import { helpfulRemedy, runRemedy } from './remedies.ts';
import type { Row } from './rows.ts';
import { Scene } from './scene.ts';
import {
  acceptedTokens,
  createdTokens,
  lostAndNotSaid,
  saidAndNotTrue,
  signInViolations,
  type Listed,
} from './violations.ts';

export interface RowResult {
  readonly row: Row;
  readonly onServer: string;
  readonly stored: string;
  readonly said: string;
  readonly violations: readonly string[];
}

const maxAttempts = 4;
const maxRemedies = 2;

export async function runRow(row: Row, child: string, scratch: string): Promise<RowResult> {
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    const result = await tryRow(row, child, scratch);
    if (result !== undefined) {
      return result;
    }
  }
  throw new Error('This machine is too slow');
}

/** Resolves to `undefined` if the process ended elsewhere. */
async function tryRow(row: Row, child: string, scratch: string): Promise<RowResult | undefined> {
  const operation = operations[row.operation];
  assert.ok(operation);
  const scene = await Scene.create(scratch, { recovery: operation.needsRecoveryPort === true });
  try {
    const session = scene.start();
    const { tokenServer, endpoint, person } = scene;
    const identity = await session.servers.connections.identityOf(session.server);
    await operation.prepare({ tokenServer, endpoint, session, identity, person });
    session.dispose();
    const before = scene.listed();
    if (!(await interrupt(scene, row, child))) {
      return undefined;
    }
    const created = createdTokens(before, scene.listed());
    const stored = scene.secretTokens();
    await scene.save();
    const start = await nextStart(scene);
    const violations = [
      ...lostAndNotSaid(before, scene, start),
      ...(await saidAndNotTrue(before, scene, start)),
      ...(start.rotations.length > 0 ? [] : await signInViolations(scene, start)),
    ];
    if (start.rotations.length > 0) {
      if (start.rotations.every(({ stage }) => stage !== 'undoing')) {
        violations.push(...(await resumeViolations('finish', before, scene, start)));
        await scene.restore();
      }
      violations.push(...(await resumeViolations('undo', before, scene, await nextStart(scene))));
    } else {
      violations.push(...(await remedyViolations(before, scene, start)));
    }
    return {
      row,
      onServer: created.map(([name]) => (before.has(name) ? `"${name}" replaced` : `"${name}" created`)).join(', '),
      stored: created
        .filter(([, hash]) => stored.some((token) => token.matches(hash)))
        .map(([name]) => `"${name}"`)
        .join(', '),
      said: start.said.join(' / '),
      violations,
    };
  } finally {
    await scene.close();
  }
}

/** The user reads each message and uses its button. Then a stored token must be accepted, and nothing be said again. */
async function remedyViolations(before: Listed, scene: Scene, start: NextStart): Promise<string[]> {
  const violations: string[] = [];
  for (const error of start.errors) {
    violations.push(...(await useRemedies(error, scene, start)));
  }
  return [...violations, ...(await endViolations(before, scene, 'after the remedy'))];
}

/** A remedy may fail with another message, which has remedies too. */
async function useRemedies(error: RemedyError, scene: Scene, start: NextStart): Promise<string[]> {
  let shown: Error = error;
  for (let used = 0; shown instanceof RemedyError && used < maxRemedies; used++) {
    const remedy = helpfulRemedy(shown);
    await shown.whenDismissed();
    try {
      await (remedy && runRemedy(remedy, scene, start.session));
      return [];
    } catch (thrown) {
      shown = toError(thrown);
    }
  }
  return [`the remedies failed: ${shown.message}`];
}

async function resumeViolations(
  action: 'finish' | 'undo',
  before: Listed,
  scene: Scene,
  start: NextStart,
): Promise<string[]> {
  try {
    await resume(start.session, scene.person, action);
  } catch (thrown) {
    return [`${action} failed: ${toError(thrown).message}`];
  }
  return endViolations(before, scene, `after ${action}`);
}

/** Nothing may be open, and the new tokens must be stored and work. */
async function endViolations(before: Listed, scene: Scene, when: string): Promise<string[]> {
  const start = await nextStart(scene);
  const accepted = await acceptedTokens(scene);
  const lost = createdTokens(before, scene.listed()).filter(
    ([, hash]) => !scene.secretTokens().some((token) => token.matches(hash)),
  );
  return [
    ...start.said.map((message) => `said ${when}: ${message}`),
    ...(accepted.length === 0 ? [`no stored token works ${when}`] : []),
    ...lost.map(([name]) => `"${name}" is lost ${when}`),
    ...(await signInViolations(scene, start)).map((violation) => `${violation} ${when}`),
    ...scene.leaked().map(() => 'a token string is where none may be'),
  ];
}
