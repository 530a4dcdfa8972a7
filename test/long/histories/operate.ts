import type { Server } from '../../../src/core/server/server.ts';
import type { Token } from '../../../src/core/token/token.ts';
import { createNamedToken } from '../../../src/operations/createNamedToken.ts';
import { createOperatorToken } from '../../../src/operations/createOperatorToken.ts';
import { deleteToken } from '../../../src/operations/deleteToken.ts';
import { recoverOperatorToken } from '../../../src/operations/recoverOperatorToken.ts';
import { regenerateOperatorToken } from '../../../src/operations/regenerateOperatorToken.ts';
import type { Remedy } from '../../../src/operations/remedy.ts';
import { resumeRotation } from '../../../src/operations/resumeRotation.ts';
import { rotateToken, rotationInput } from '../../../src/operations/rotateToken.ts';
import { signIn } from '../../../src/operations/signIn.ts';
import { signOut } from '../../../src/operations/signOut.ts';
import { recoveryUrl } from './network.ts';
import { indexOfUrl } from './reports.ts';
import type { OperationName } from './steps.ts';
import { SimulatedUser } from './user.ts';
import { serverAt, type ShownMessage, type SimulatedWindow } from './window.ts';
import type { HistoryFixture } from './fixture.ts';

export interface Operation {
  readonly name: OperationName;
  readonly server: number;
  readonly token: string;
  readonly choice: number;
  readonly isDeclined: boolean;
}

export async function operate(operation: Operation, window: SimulatedWindow, fixture: HistoryFixture): Promise<void> {
  const { name, token, choice } = operation;
  const journal = isResume(name) ? await openRotation(window, choice) : undefined;
  const index = journal === undefined ? operation.server : indexOfUrl(journal.server.url);
  const server = serverAt(index);
  const text = textFor(operation, fixture);
  const person = new SimulatedUser(fixture, { ...operation, server: index, text });
  const { servers, newTokens } = window;
  const usage = { ...window.usage, display: person.display };
  const ports = { person, servers, newTokens, usage };
  const clipboard = {
    readText: () => Promise.resolve(text ?? ''),
    copy: (copied: Token) => {
      exclude(fixture, copied, 'copied');
      return Promise.resolve(0);
    },
  };
  switch (name) {
    case 'createOperator':
      await createOperatorToken(server, ports);
      return;
    case 'createNamed':
      await createNamedToken(server, choice % 2 === 0 ? {} : { name: token }, ports);
      return;
    case 'regenerate':
      await regenerateOperatorToken(server, ports);
      return;
    case 'delete':
      await deleteToken(server, undefined, ports);
      return;
    case 'recover':
      await recoverOperatorToken(server, { recoveryUrl: recoveryUrl(index) }, ports);
      return;
    case 'signIn':
      if (text !== undefined) {
        fixture.tokens.find(text)?.typedFor.add(fixture.network.at(index));
        const notice = { signedIn: () => undefined };
        await signIn(server, { fromClipboard: false }, { person, servers, clipboard, notice });
      }
      return;
    case 'signOut':
      await excludeSignIn(server, window, fixture);
      await signOut(server, { person, servers, clipboard });
      return;
    case 'rotate':
      await rotateToken(server, undefined, rotationInput({ bridge: choice % 3 === 0 }), ports);
      return;
    case 'finish':
    case 'undo':
      if (journal !== undefined) {
        await resumeRotation(journal, { action: name, files: 'all', old: undefined }, ports);
      }
      return;
    case 'discard':
      if (journal !== undefined) {
        for (const { name: left } of [journal.old, journal.next, journal.helper, journal.operator].filter(
          (each) => each !== null,
        )) {
          fixture.reports.add(`"${left}" might already have been replaced: discarded`, index);
        }
        const discard = Object.assign(person, { pick: (items: readonly unknown[]) => Promise.resolve(items.at(-1)) });
        await resumeRotation(
          journal,
          { action: undefined, files: undefined, old: undefined },
          { ...ports, person: discard },
        );
      }
      return;
    case 'refresh':
      await servers.store.reload(server);
      return;
  }
}

function isResume(name: OperationName): boolean {
  return name === 'finish' || name === 'undo' || name === 'discard';
}

async function openRotation({ usage: { rotations } }: SimulatedWindow, choice: number) {
  await rotations.refresh();
  return rotations.all[choice % Math.max(rotations.all.length, 1)];
}

/** The user types the name, or a token that works and that someone gave them. */
function textFor({ name, server, token, choice }: Operation, fixture: HistoryFixture): string | undefined {
  if (name !== 'signIn') {
    return token;
  }
  const cluster = fixture.network.at(server);
  const known = fixture.tokens
    .live()
    .filter(
      (issued) => issued.cluster === cluster && (issued.isWithColleague || fixture.storedStrings().has(issued.string)),
    );
  return known[choice % Math.max(known.length, 1)]?.string;
}

function exclude(fixture: HistoryFixture, token: Token, excuse: string): void {
  const issued = fixture.tokens.find(token.reveal());
  if (issued !== undefined) {
    issued.excuse = excuse;
  }
}

/** The user is told if it's the only copy, and may go on. */
async function excludeSignIn(server: Server, { servers }: SimulatedWindow, fixture: HistoryFixture): Promise<void> {
  const signedIn = await servers.tokens.readSignIn(await servers.connections.identityOf(server)).catch(() => undefined);
  if (signedIn?.kind === 'token') {
    exclude(fixture, signedIn.token, 'signed out');
  }
}

export async function answer(
  { error, server }: ShownMessage,
  remedy: Remedy | undefined,
  window: SimulatedWindow,
  fixture: HistoryFixture,
): Promise<void> {
  await error.whenDismissed();
  const start = (name: OperationName, token = 'ci', choice = 0) =>
    operate({ name, server, token, choice, isDeclined: false }, window, fixture);
  switch (remedy?.kind) {
    case 'retry':
    case 'checkAgain':
      await remedy.run();
      return;
    case 'startAgain':
      switch (remedy.operation) {
        case 'createOperatorToken':
          return start('createOperator');
        case 'createNamedToken':
          return start('createNamed', 'other');
        case 'createResourceToken':
          throw new Error('no history creates resource tokens');
        case 'regenerateOperatorToken':
          return start('regenerate');
        case 'deleteToken':
          return start('delete');
      }
      return;
    case 'signIn':
      return start('signIn');
    case 'regenerateOperatorToken':
    case 'regenerateAgain':
      return start('regenerate');
    case 'recoverOperatorToken':
      return start('recover');
    case 'copyNewToken':
      exclude(fixture, remedy.token, 'copied');
      return;
    case 'deleteAndRecreate': {
      const person = new SimulatedUser(fixture, { server, choice: 0, isDeclined: false, text: undefined });
      const { servers, usage } = window;
      await deleteToken(remedy.server, remedy.record, { person, servers, usage });
      await remedy.recreate();
      return;
    }
    case 'signInAndRegenerate':
      await remedy.signIn();
      return start('regenerate');
    case 'copyToken':
    case 'trustServer':
    case 'chooseCaFile':
    case 'editServerSettings':
    case 'resumeRotation':
    case undefined:
      return;
  }
}
