import { createHash } from 'node:crypto';
import { bytesOfText, textOfFile } from './fileText.ts';
import type { Token } from './token.ts';
import { tokensIn, written, type Writing } from './tokensInText.ts';

/** One place at which a token is to be replaced. Holds no string, so that it can be written to a journal. */
export interface Edit {
  /** Offset in the characters of the file as it was read. */
  readonly start: number;
  readonly writing: Writing;
  /** What stands in the token's place afterwards, if not the new token: a reference to an environment variable. */
  readonly reference: Reference | null;
}

/** A reference takes the place of the token and of the quotes around it, where the language asks for that. */
export interface Reference {
  readonly text: string;
  readonly before: string;
  readonly after: string;
}

/** A file's bytes with the tokens replaced. @returns `undefined` unless the old token stands at every place */
export function withEdits(bytes: Buffer, edits: readonly Edit[], old: Token, next: Token): Buffer | undefined {
  return replaced(bytes, [...edits].sort(byStart), (edit) => [asItWas(edit, old), asItBecomes(edit, next)]);
}

/** The bytes as they were before {@link withEdits}. @returns `undefined` unless they are what that made of them */
export function withoutEdits(bytes: Buffer, edits: readonly Edit[], old: Token, next: Token): Buffer | undefined {
  let shift = 0;
  const afterwards = [...edits].sort(byStart).map((edit) => {
    const moved = { ...edit, start: edit.start + shift };
    shift += asItBecomes(edit, next).length - asItWas(edit, old).length;
    return moved;
  });
  return replaced(bytes, afterwards, (edit) => [asItBecomes(edit, next), asItWas(edit, old)]);
}

/** Every place of one token taken by another, as it was written. @returns `undefined` where there is none */
export function withTokenReplaced(bytes: Buffer, from: Token, to: Token): Buffer | undefined {
  const text = textOfFile(bytes);
  const edits = tokensIn(text.characters, ({ hash }) => hash === from.hash)
    .filter(({ token }) => token.hash === from.hash)
    .map(({ start, writing }) => ({ start, writing, reference: null }));
  return edits.length === 0 ? undefined : withEdits(bytes, edits, from, to);
}

/** SHA-256 of a file's bytes, in hex: tells whether it is still as it was read. */
export function fingerprint(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function replaced(
  bytes: Buffer,
  edits: readonly Edit[],
  texts: (edit: Edit) => readonly [string, string],
): Buffer | undefined {
  const text = textOfFile(bytes);
  const parts: string[] = [];
  let done = 0;
  for (const edit of edits) {
    const [before, after] = texts(edit);
    // A reference takes the place of the quote before the token too.
    const start = edit.start - (edit.reference?.before.length ?? 0);
    if (start < done || !text.characters.startsWith(before, start)) {
      return undefined;
    }
    parts.push(text.characters.slice(done, start), after);
    done = start + before.length;
  }
  return bytesOfText({ ...text, characters: parts.join('') + text.characters.slice(done) });
}

function asItWas({ writing, reference }: Edit, token: Token): string {
  return `${reference?.before ?? ''}${written(token, writing)}${reference?.after ?? ''}`;
}

function asItBecomes({ writing, reference }: Edit, token: Token): string {
  return reference?.text ?? written(token, writing);
}

const byStart = (one: Edit, other: Edit) => one.start - other.start;
