import { readdir } from 'node:fs/promises';
import { Token } from '../../src/core/token.ts';
import { identity, type SoakWorld } from './soakWorld.ts';

/**
 * What does not agree between the server's own list, the secret storage, the notes beside it and the journals; read
 * past the product and past all faults. Empty where all of it agrees exactly.
 */
export async function disagreements({
  server,
  secrets,
  notes,
  journalFolder,
  workspace,
}: SoakWorld): Promise<string[]> {
  const listed = server.tokens().map(({ name, hash }) => `${String(name)} ${String(hash)}`);
  const kept = [...secrets.stored].filter(([key]) => key.startsWith(`kept|${identity}|`));
  const noted = (key: string) =>
    JSON.parse(notes.stored.get(`stored|${key}`) ?? '{}') as { name?: string; hash?: string };
  const shown = (key: string, string: string) => `${noted(key).name ?? '?'} ${new Token(string).hash.slice(0, 9)}`;
  const keptShown = kept.map(([key, string]) => shown(key, string));
  const signInKey = `signIn|${identity}`;
  const signIn = secrets.stored.get(signInKey);
  const leftBehind = [
    ...(await readdir(journalFolder).catch(() => [])),
    ...(await readdir(workspace, { recursive: true })).filter((name) => name.includes('.influxdb3-tokens-')),
  ];
  return [
    ...listed.filter((token) => !keptShown.includes(token)).map((token) => `listed and not kept: ${token}`),
    ...keptShown.filter((token) => !listed.includes(token)).map((token) => `kept and not listed: ${token}`),
    ...kept
      .filter(([key, string]) => new Token(string).hash !== key.split('|').at(-1))
      .map(([key]) => `another string is kept under ${key}`),
    ...[...notes.stored.keys()]
      .filter((key) => !secrets.stored.has(key.replace('stored|', '')))
      .map((key) => `a note without a secret: ${key}`),
    // A mark for other windows holds no token.
    ...[...secrets.stored].flatMap(([key, string]) =>
      key.startsWith('changed|') || noted(key).hash === new Token(string).hash
        ? []
        : [`the note of ${key} is of another token`],
    ),
    ...(signIn !== undefined && listed.includes(shown(signInKey, signIn)) ? [] : ['the sign-in does not work']),
    ...leftBehind.map((name) => `left behind: ${name}`),
  ];
}
