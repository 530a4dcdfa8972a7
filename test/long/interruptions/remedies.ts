import { createNamedToken } from '../../../src/operations/createNamedToken.ts';
import { createOperatorToken } from '../../../src/operations/createOperatorToken.ts';
import { deleteToken } from '../../../src/operations/deleteToken.ts';
import { recoverOperatorToken } from '../../../src/operations/recoverOperatorToken.ts';
import { regenerateOperatorToken } from '../../../src/operations/regenerateOperatorToken.ts';
import type { Remedy, RemedyError } from '../../../src/operations/remedy.ts';
import { chooseStoredToken } from '../../../src/operations/steps/storedTokens.ts';
import type { Scene } from './scene.ts';
import type { Session } from './session.ts';

/** The button that helps a user who has only the tokens of this machine, and knows that they alone use the server. */
export function helpfulRemedy({ remedies }: RemedyError): Remedy | undefined {
  return remedies.find(({ kind }) => kind === 'deleteAndRecreate') ?? remedies.find(({ kind }) => kind !== 'signIn');
}

export async function runRemedy(remedy: Remedy, scene: Scene, session: Session): Promise<unknown> {
  const { person } = scene;
  const ports = session.ports(person);
  const { server } = session;
  switch (remedy.kind) {
    case 'retry':
    case 'checkAgain':
      return remedy.run();
    case 'startAgain':
      switch (remedy.operation) {
        case 'createOperatorToken':
          return createOperatorToken(server, ports);
        case 'createNamedToken':
          return createNamedToken(server, { name: 'another', lifetime: { seconds: undefined } }, ports);
        case 'createResourceToken':
          throw new Error(`not expected here: ${remedy.operation}`);
        case 'regenerateOperatorToken':
          return regenerateOperatorToken(server, ports);
        case 'deleteToken':
          return deleteToken(server, remedy.record, ports);
      }
    case 'regenerateOperatorToken':
    case 'regenerateAgain':
      return regenerateOperatorToken(server, ports);
    case 'signInAndRegenerate':
      await remedy.signIn();
      return regenerateOperatorToken(server, ports);
    case 'deleteAndRecreate':
      await deleteToken(server, remedy.record, ports);
      return remedy.recreate();
    case 'recoverOperatorToken': {
      // The message says to restart the server with its recovery port.
      await scene.openRecoveryPort();
      const restarted = scene.start();
      const { recoveryUrl } = scene.tokenServer;
      return recoverOperatorToken(server, { recoveryUrl }, restarted.ports(person));
    }
    case 'copyToken': {
      const chosen = await chooseStoredToken(server, remedy.record, '', ports);
      return chosen.read();
    }
    case 'copyNewToken':
    case 'signIn':
    case 'trustServer':
    case 'chooseCaFile':
    case 'editServerSettings':
    case 'resumeRotation':
      throw new Error(`not expected here: ${remedy.kind}`);
  }
}
