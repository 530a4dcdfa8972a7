import { InterruptedRequests } from '../../../src/operations/interruptedRequests.ts';
import type { RemedyError } from '../../../src/operations/remedy.ts';
import { describeState } from '../../../src/rotation/stopped.ts';
import type { Journal } from '../../../src/rotation/journal.ts';
import type { Scene } from './scene.ts';
import type { Session } from './session.ts';

export interface NextStart {
  readonly session: Session;
  readonly errors: readonly RemedyError[];
  /** Rotations that haven't ended, which the user is asked to finish or undo. */
  readonly rotations: readonly Journal[];
  readonly said: readonly string[];
}

export async function nextStart(scene: Scene): Promise<NextStart> {
  const session = scene.start();
  await session.rotations.start();
  const errors: RemedyError[] = [];
  const interrupted = new InterruptedRequests(session.ports(scene.person), (error) => void errors.push(error));
  await interrupted.check();
  interrupted.dispose();
  const rotations = session.rotations.all;
  return {
    session,
    errors,
    rotations,
    said: [
      ...errors.map(({ message }) => message),
      ...rotations.map((journal) => [`Rotation of "${journal.old.name}".`, ...describeState(journal)].join(' ')),
    ],
  };
}
