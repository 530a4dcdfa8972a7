import { readdir } from 'node:fs/promises';
import { Token } from '../../../src/core/token/token.ts';
import { identity, type SoakFixture } from './soakFixture.ts';

/** Reads the server, secret storage, journals, and workspace directly, not through the product or the faults. */
export async function findInconsistencies({
  server,
  secrets,
  metadata,
  journalFolder,
  workspace,
}: SoakFixture): Promise<string[]> {
  const listed = server.tokens().map(({ name, hash }) => `${String(name)} ${String(hash)}`);
  const storedTokens = [...secrets.stored].filter(([key]) => key.startsWith(`kept|${identity}|`));
  const metadataOf = (key: string) =>
    JSON.parse(metadata.stored.get(`stored|${key}`) ?? '{}') as { name?: string; hash?: string };
  const label = (key: string, token: string) => `${metadataOf(key).name ?? '?'} ${new Token(token).hash.slice(0, 9)}`;
  const storedLabels = storedTokens.map(([key, token]) => label(key, token));
  const signInKey = `signIn|${identity}`;
  const signIn = secrets.stored.get(signInKey);
  const leftovers = [
    ...(await readdir(journalFolder).catch(() => [])),
    ...(await readdir(workspace, { recursive: true })).filter((name) => name.includes('.influxdb3-tokens-')),
  ];
  return [
    ...listed.filter((token) => !storedLabels.includes(token)).map((token) => `listed but not stored: ${token}`),
    ...storedLabels.filter((token) => !listed.includes(token)).map((token) => `stored but not listed: ${token}`),
    ...storedTokens
      .filter(([key, token]) => new Token(token).hash !== key.split('|').at(-1))
      .map(([key]) => `another token is stored under ${key}`),
    ...[...metadata.stored.keys()]
      .filter((key) => !secrets.stored.has(key.replace('stored|', '')))
      .map((key) => `metadata without a secret: ${key}`),
    // Change markers for other windows contain no token.
    ...[...secrets.stored].flatMap(([key, secret]) =>
      key.startsWith('changed|') || metadataOf(key).hash === new Token(secret).hash
        ? []
        : [`the metadata of ${key} is for another token`],
    ),
    ...(signIn !== undefined && listed.includes(label(signInKey, signIn)) ? [] : ['the sign-in token does not work']),
    ...leftovers.map((name) => `leftover file: ${name}`),
  ];
}
