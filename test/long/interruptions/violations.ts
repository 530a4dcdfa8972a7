import { displayName } from '../../../src/core/token/tokenName.ts';
import type { Token } from '../../../src/core/token/token.ts';
import type { Journal } from '../../../src/rotation/journal.ts';
import { sentencePattern } from '../../support/sentences.ts';
import type { NextStart } from './nextStart.ts';
import type { Scene } from './scene.ts';

export type Listed = ReadonlyMap<string, string>;

export function createdTokens(before: Listed, after: Listed): [name: string, hash: string][] {
  return [...after].filter(([name, hash]) => before.get(name) !== hash);
}

/** Each token on the server that this machine created must be stored here, or someone must be told about it. */
export function lostAndNotSaid(before: Listed, scene: Scene, { errors, rotations }: NextStart): string[] {
  const stored = scene.secretTokens();
  return createdTokens(before, scene.listed())
    .filter(([, hash]) => !stored.some((token) => token.matches(hash)))
    .filter(([name]) => !errors.some(({ message }) => isAbout(message, name)))
    .filter(([name]) => !rotations.some((journal) => namesIn(journal).includes(name)))
    .map(([name]) => `"${name}" is lost, and that isn't said`);
}

const isAbout = (message: string, name: string) =>
  message.includes(`"${displayName(name)}"`) || (name === '_admin' && message.includes('operator token'));

function namesIn({ old, next, helper, operator }: Journal): string[] {
  return [old, next, helper, operator].flatMap((token) => (token === null ? [] : [token.name]));
}

export async function saidAndNotTrue(before: Listed, scene: Scene, start: NextStart): Promise<string[]> {
  const accepted = await acceptedTokens(scene);
  const listed = scene.listed();
  const isStored = (name: string) => accepted.some((token) => token.matches(listed.get(name) ?? '-'));
  const isKnown = (name: string) =>
    [...scene.secretTokens(), ...scene.handedOut()].some((token) => token.matches(listed.get(name) ?? '-'));
  const violations: string[] = [];
  for (const { message } of start.errors) {
    const names = [...new Set([...before.keys(), ...listed.keys(), 'ci-2', '_admin'])].filter((name) =>
      isAbout(message, name),
    );
    for (const name of names) {
      const isSaid = {
        stored: sentencePattern('createdAndStored', displayName(name)).test(message),
        unchanged: message.includes('Nothing changed'),
        unknown:
          message.includes('nobody has it') &&
          (name === '_admin' ? message.includes('operator token was') : message.includes(`"${name}" was created, but`)),
      };
      violations.push(
        ...(isSaid.stored && !isStored(name) ? [`"${name}" isn't stored: ${message}`] : []),
        ...(isSaid.unchanged && before.get(name) !== listed.get(name) ? [`"${name}" changed: ${message}`] : []),
        ...(isSaid.unknown && isKnown(name) ? [`someone has "${name}": ${message}`] : []),
      );
    }
  }
  for (const { kind, stage, old, next } of start.rotations) {
    const isNextSaid = ['placing', 'writing'].includes(stage);
    const isOldSaid = kind !== 'operator' && ['creating', 'placing', 'retiring', 'waiting'].includes(stage);
    violations.push(
      ...(isNextSaid && !isStored(next.name) ? [`"${next.name}" isn't stored, at ${stage}`] : []),
      ...(isOldSaid && listed.get(old.name) !== old.listedHash ? [`"${old.name}" no longer works, at ${stage}`] : []),
    );
  }
  return violations;
}

export async function acceptedTokens(scene: Scene): Promise<Token[]> {
  const accepted: Token[] = [];
  for (const token of scene.secretTokens()) {
    if ((await scene.list(token)) !== undefined) {
      accepted.push(token);
    }
  }
  return accepted;
}

/** If the operator token is stored and works, the user is signed in with a token that works. */
export async function signInViolations(scene: Scene, { session }: Pick<NextStart, 'session'>): Promise<string[]> {
  const { tokens, approvals, connections } = session.servers;
  const identity = await connections.identityOf(session.server);
  const signIn = await tokens.readSignIn(identity);
  if (signIn.kind !== 'token') {
    const operator = scene.listed().get('_admin');
    const isStored = operator !== undefined && scene.secretTokens().some((token) => token.matches(operator));
    return isStored ? ['not signed in with the stored operator token'] : [];
  }
  const isAccepted = (await scene.list(signIn.token)) !== undefined;
  const hasOther = (await acceptedTokens(scene)).some((token) => token.matches(scene.listed().get('_admin') ?? '-'));
  // Otherwise, the token could be sent to another server.
  const isClusterKnown = (await approvals.read(identity))?.cluster !== undefined;
  return [
    ...(!isAccepted && hasOther ? ['the sign-in was not completed'] : []),
    ...(signIn.name === undefined ? ['the sign-in token has no name'] : []),
    ...(isAccepted && !isClusterKnown ? ['the server of the sign-in token is not remembered'] : []),
  ];
}
