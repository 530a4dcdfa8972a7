import type { Steps } from '../core/pauses.ts';
import type { Token } from '../core/token/token.ts';
import { decodeInSteps } from './fileText.ts';
import { EncodedText } from './encodedText.ts';
import { replaceInBase64 } from './base64Run.ts';
import { encodeToken, isUpdatable, type Base64Part, type TokenEncoding } from './tokenEncoding.ts';
import { removeInsertedLines, type Insertion } from './insertedLines.ts';
import { searchText } from './tokensInText.ts';
import { concatenate } from './wholeBytes.ts';

/** Replaces one occurrence of a token. Contains no token string, because it's written to the rotation journal. */
export interface Edit {
  /** Offset in the decoded text of the file, before any edit. */
  readonly start: number;
  readonly writing: TokenEncoding;
  /** The reference to an environment variable that replaces the token; `null` if the new token replaces it. */
  readonly reference: Reference | null;
  /** If present, the new token is inserted, and replaces nothing. */
  readonly insertion?: Insertion | undefined;
}

/** A reference to an environment variable, and the quotes around the token, which it also replaces. */
export interface Reference {
  readonly text: string;
  readonly before: string;
  readonly after: string;
  /** What the reference needs elsewhere in the file, for example, an import. */
  readonly addition?: Addition | undefined;
  /** The variable that is read. */
  readonly variable?: string | undefined;
  /** Whether the program is known to get the variable from its env file. */
  readonly readsEnvFile?: boolean | undefined;
}

export interface Addition {
  /** Offset in the decoded text of the file, before any edit. */
  readonly start: number;
  readonly text: string;
}

interface Replacement {
  readonly start: number;
  readonly from: string;
  readonly to: string;
  /** Where the texts are a part of a base64 run, which keeps its length. */
  readonly part?: Base64Part | undefined;
}

/** Returns `undefined` unless every edit finds the old token at its offset. */
export function applyEdits(bytes: Buffer, edits: readonly Edit[], old: Token, next: Token): Steps<Buffer | undefined> {
  return replaceTexts(bytes, replacementsFor(edits, old, next));
}

/** Reverts {@link applyEdits}. Returns `undefined` unless every edit finds its result in the bytes. */
export function revertEdits(bytes: Buffer, edits: readonly Edit[], old: Token, next: Token): Steps<Buffer | undefined> {
  let shift = 0;
  const reverted = replacementsFor(edits, old, next).map(({ start, from, to, part }) => {
    const moved = { start: start + shift, from: to, to: from, part };
    shift += part === undefined ? to.length - from.length : 0;
    return moved;
  });
  return replaceTexts(bytes, reverted);
}

/**
 * Replaces the new token with the old one in a file that was changed after {@link applyEdits}, and removes inserted lines.
 * References stay, because their positions are no longer known. Returns `undefined` if there's nothing to change.
 */
export function* revertChangedFile(
  bytes: Buffer,
  edits: readonly Edit[],
  old: Token,
  next: Token,
): Steps<Buffer | undefined> {
  const insertions = edits.flatMap(({ insertion }) => insertion ?? []);
  const withoutLines = yield* removeInsertedLines(bytes, insertions, next);
  return (yield* replaceToken(withoutLines ?? bytes, next, old)) ?? withoutLines;
}

export function* replaceToken(bytes: Buffer, from: Token, to: Token): Steps<Buffer | undefined> {
  const { characters } = yield* decodeInSteps(bytes);
  const found = yield* searchText(characters, ({ hash }) => hash === from.hash, Infinity);
  const edits = found
    .filter(({ token }) => token.hash === from.hash)
    .filter(isUpdatable)
    .filter(({ writing }) => writing.form !== 'base64Part' || from.reveal().length === to.reveal().length)
    .map(({ start, writing }) => ({ start, writing, reference: null }));
  return edits.length === 0 ? undefined : yield* applyEdits(bytes, edits, from, to);
}

/** Sorted by offset. Edits that need the same addition share one. */
function replacementsFor(edits: readonly Edit[], old: Token, next: Token): Replacement[] {
  const additions = new Map<string, Replacement>();
  const replacements = edits.map(({ start, writing, reference, insertion }): Replacement => {
    if (reference?.addition != null) {
      const { addition } = reference;
      additions.set(`${addition.start} ${addition.text}`, { start: addition.start, from: '', to: addition.text });
    }
    if (writing.form === 'base64Part') {
      return { start, from: old.reveal(), to: next.reveal(), part: writing };
    }
    if (insertion !== undefined) {
      return { start, from: '', to: insertion.before + encodeToken(next, writing) + insertion.after };
    }
    const { before = '', after = '', text = encodeToken(next, writing) } = reference ?? {};
    return { start: start - before.length, from: before + encodeToken(old, writing) + after, to: text };
  });
  return [...additions.values(), ...replacements].sort((one, other) => one.start - other.start);
}

function* replaceTexts(bytes: Buffer, replacements: readonly Replacement[]): Steps<Buffer | undefined> {
  const text = new EncodedText(bytes);
  const parts: Buffer[] = [];
  let copiedTo = 0;
  for (const { start, from, to, part } of replacements) {
    const texts: readonly [string, string] | undefined =
      part === undefined ? [from, to] : replaceInBase64(text, start, part, [from, to]);
    if (texts === undefined || start < copiedTo || text.slice(start, start + texts[0].length) !== texts[0]) {
      return undefined;
    }
    const [before, after] = texts;
    parts.push(text.bytes(copiedTo, start), text.encode(after));
    copiedTo = start + before.length;
    yield;
  }
  return yield* concatenate([...parts, text.bytes(copiedTo)]);
}
