import * as l10n from '../core/l10n.ts';
import type { FoundFile } from '../content/foundFile.ts';
import type { Token } from '../core/token/token.ts';
import { displayName } from '../core/token/tokenName.ts';
import { UserError } from '../core/errors.ts';
import type { Journal } from './journal.ts';
import type { RotationPorts, SecretsPort } from './ports.ts';

export async function readStoredToken(
  { name, hash }: { readonly name: string; readonly hash: string | null },
  secrets: SecretsPort,
): Promise<Token> {
  const token = hash === null ? undefined : await secrets.findByHash(hash);
  if (token === undefined) {
    throw missingTokenError(name);
  }
  return token;
}

export function missingTokenError(name: string): UserError {
  return new UserError(
    l10n.t(
      'The token "{0}" is missing from VS Code\'s secret storage. If you can\'t restore it, run "Finish or Undo Rotation" and select "Discard Rotation".',
      displayName(name),
    ),
  );
}

/** The only copies of the old token may be the sign-in token and those in files, which are about to change. */
export async function ensureOldTokenStored(journal: Journal, ports: RotationPorts): Promise<void> {
  const { old } = journal;
  if (old.hash !== null && (await recoverToken(old, journal, ports)) === undefined) {
    throw missingTokenError(old.name);
  }
}

/** Reads a token from the secret storage. If it's missing there, stores the sign-in token or the one in a file again. */
export async function recoverToken(
  { name, hash }: { readonly name: string; readonly hash: string | null },
  journal: Journal,
  { secrets, files }: RotationPorts,
): Promise<Token | undefined> {
  const stored = hash === null ? undefined : await secrets.findByHash(hash);
  if (hash === null || stored !== undefined) {
    return stored;
  }
  const signIn = await secrets.signInToken();
  const found =
    signIn?.hash === hash
      ? signIn
      : filesWithToken(hash, (await files.search(knownPaths(journal))).files)[0]?.occurrences[0]?.token;
  if (found !== undefined) {
    await secrets.store(found, name);
  }
  return found;
}

/** These files may be outside the workspace folders, and their editors may be closed by now. */
export function knownPaths({ left, files }: Journal): string[] {
  return [...left, ...files].map(({ path }) => path).filter((path) => path !== null);
}

/** To update files, pass the whole hash: someone could plant a token that has the 36 bits of the listed prefix. */
export function filesWithToken(hash: string, files: readonly FoundFile[]): FoundFile[] {
  return files
    .map((file) => ({ ...file, occurrences: file.occurrences.filter(({ token }) => token.hash.startsWith(hash)) }))
    .filter(({ occurrences }) => occurrences.length > 0);
}
