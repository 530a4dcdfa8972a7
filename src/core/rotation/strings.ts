import * as l10n from '@vscode/l10n';
import type { FoundFile } from '../foundFile.ts';
import type { Token } from '../token.ts';
import { shownName } from '../tokenName.ts';
import { UserError } from '../userError.ts';
import type { Journal } from './journal.ts';
import type { RotationPorts, SecretsPort } from './ports.ts';

/** The string of one of the rotation's tokens. @throws UserError when the secret storage has lost it */
export async function stringOf(
  { name, hash }: { readonly name: string; readonly hash: string | null },
  secrets: SecretsPort,
): Promise<Token> {
  const token = hash === null ? undefined : await secrets.kept(hash);
  if (token === undefined) {
    throw isGone(name);
  }
  return token;
}

function isGone(name: string): UserError {
  return new UserError(
    l10n.t(
      'The token "{0}" is missing from VS Code\'s secret storage. If you can\'t restore it, discard the rotation with "Finish or Undo Rotation".',
      shownName(name),
    ),
  );
}

/**
 * Sees to it that the old token's string is kept: it may be in files alone, or only what the server is signed in with,
 * and both are about to change.
 * @throws UserError when it is nowhere any more; what a port throws
 */
export async function keepOld({ old }: Journal, { secrets, files }: RotationPorts): Promise<void> {
  const { hash, name } = old;
  if (hash === null || (await secrets.kept(hash)) !== undefined) {
    return;
  }
  const signIn = await secrets.signIn();
  const token = signIn?.hash === hash ? signIn : filesHolding(hash, (await files.search()).files)[0]?.places[0]?.token;
  if (token === undefined) {
    throw isGone(name);
  }
  await secrets.keep(token, name);
}

/**
 * Those of the files that hold the token, with no other places than its own.
 * @param hash the whole hash for what is to be rewritten: a list gives only 36 bits of it, and somebody could have
 * planted a string with the same ones; these are enough to name a file
 */
export function filesHolding(hash: string, files: readonly FoundFile[]): FoundFile[] {
  return files
    .map((file) => ({ ...file, places: file.places.filter(({ token }) => token.hash.startsWith(hash)) }))
    .filter(({ places }) => places.length > 0);
}
