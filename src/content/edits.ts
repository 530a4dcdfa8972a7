import { createHash } from 'node:crypto';
import { encodeFile, decodeFile } from './fileText.ts';
import type { Token } from '../core/token/token.ts';
import { findTokensInText, encodeToken, type TokenEncoding } from './tokensInText.ts';

/** Replaces one occurrence of a token. Contains no token string, because it's written to the rotation journal. */
export interface Edit {
  /** Offset in the decoded text of the file, before any edit. */
  readonly start: number;
  readonly writing: TokenEncoding;
  /** The reference to an environment variable that replaces the token; `null` if the new token replaces it. */
  readonly reference: Reference | null;
}

/** A reference to an environment variable, and the quotes around the token, which it also replaces. */
export interface Reference {
  readonly text: string;
  readonly before: string;
  readonly after: string;
}

/** Returns `undefined` unless every edit finds the old token at its offset. */
export function applyEdits(bytes: Buffer, edits: readonly Edit[], old: Token, next: Token): Buffer | undefined {
  return replaceTexts(bytes, [...edits].sort(byStart), (edit) => [oldText(edit, old), newText(edit, next)]);
}

/** Reverts {@link applyEdits}. Returns `undefined` unless every edit finds its result in the bytes. */
export function revertEdits(bytes: Buffer, edits: readonly Edit[], old: Token, next: Token): Buffer | undefined {
  let shift = 0;
  const shifted = [...edits].sort(byStart).map((edit) => {
    const moved = { ...edit, start: edit.start + shift };
    shift += newText(edit, next).length - oldText(edit, old).length;
    return moved;
  });
  return replaceTexts(bytes, shifted, (edit) => [newText(edit, next), oldText(edit, old)]);
}

export function replaceToken(bytes: Buffer, from: Token, to: Token): Buffer | undefined {
  const text = decodeFile(bytes);
  const edits = findTokensInText(text.characters, ({ hash }) => hash === from.hash)
    .filter(({ token }) => token.hash === from.hash)
    .map(({ start, writing }) => ({ start, writing, reference: null }));
  return edits.length === 0 ? undefined : applyEdits(bytes, edits, from, to);
}

export function fingerprint(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function replaceTexts(
  bytes: Buffer,
  edits: readonly Edit[],
  texts: (edit: Edit) => readonly [string, string],
): Buffer | undefined {
  const text = decodeFile(bytes);
  const parts: string[] = [];
  let copiedTo = 0;
  for (const edit of edits) {
    const [before, after] = texts(edit);
    const start = edit.start - (edit.reference?.before.length ?? 0);
    if (start < copiedTo || !text.characters.startsWith(before, start)) {
      return undefined;
    }
    parts.push(text.characters.slice(copiedTo, start), after);
    copiedTo = start + before.length;
  }
  return encodeFile({ ...text, characters: parts.join('') + text.characters.slice(copiedTo) });
}

function oldText({ writing, reference }: Edit, token: Token): string {
  return `${reference?.before ?? ''}${encodeToken(token, writing)}${reference?.after ?? ''}`;
}

function newText({ writing, reference }: Edit, token: Token): string {
  return reference?.text ?? encodeToken(token, writing);
}

const byStart = (one: Edit, other: Edit) => one.start - other.start;
