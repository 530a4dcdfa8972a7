import * as v from 'valibot';

/*
 * What is written down of a rotation before each of its steps, so that a later start can finish or undo it. Names,
 * hashes, paths and places: never a token string, nor any text of a file beside the quotes around a token.
 */

const sha512 = v.pipe(v.string(), v.regex(/^[0-9a-f]{128}$/));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const listedHash = v.pipe(v.string(), v.regex(/^[0-9a-f]{9,128}$/));
const time = v.pipe(v.string(), v.isoTimestamp());

/** A token that is to be made, or was: its string is in SecretStorage under `hash`. */
const birthSchema = v.object({
  /** A regenerate replaces the string of `_admin`; a create makes a token of a name that was free. */
  how: v.picklist(['create', 'regenerate']),
  name: v.string(),
  /** In seconds; `null` for one that never expires. */
  lifetime: v.nullable(v.number()),
  /** SHA-512 of its string; `null` until that is kept. */
  hash: v.nullable(sha512),
  id: v.nullable(v.number()),
  /** ISO 8601; what lies beyond the year 9999 has a sign, which no usual pattern takes. */
  expiry: v.nullable(v.string()),
});

const editSchema = v.object({
  start: v.number(),
  writing: v.variant('form', [
    v.object({ form: v.literal('plain') }),
    v.object({ form: v.literal('base64'), lineEnd: v.string(), padded: v.boolean() }),
  ]),
  reference: v.nullable(v.object({ text: v.string(), before: v.string(), after: v.string() })),
});

const fileSchema = v.object({
  /** Name of the workspace folder. */
  folder: v.string(),
  /** From the folder on, with `/`. */
  file: v.string(),
  /** Absolute. */
  path: v.string(),
  /** SHA-256 of the bytes as they were read. */
  before: sha256,
  /** SHA-256 of the bytes as they are to be. */
  after: sha256,
  edits: v.array(editSchema),
});

/** A place that keeps the old string, in words that a program can compare. */
export const leftReasons = [
  // The person did not tick it; a reference was possible in a file that git tracks.
  'unticked',
  'tracked',
  // It can only be listed.
  'link',
  'hardLink',
  'readOnly',
  'unsaved',
  // It was to be rewritten, and could not be.
  'changed',
  'gone',
  'noSpace',
  'failed',
] as const;

const leftSchema = v.object({
  folder: v.string(),
  file: v.string(),
  /** Absolute; `null` for an editor without a file. Two folders of a workspace may have one name. */
  path: v.nullable(v.string()),
  reason: v.picklist(leftReasons),
  /** Whether it was to be rewritten: then the old token has to stay alive. */
  wanted: v.boolean(),
});

export const journalSchema = v.object({
  version: v.literal(1),
  /** Letters, digits and hyphens: it is part of file names. */
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
  startedAt: time,
  server: v.object({ name: v.string(), url: v.string(), identity: v.string() }),
  /** Of the workspace in which it began: another window that finishes it has others. */
  folders: v.array(v.object({ name: v.string(), path: v.string() })),
  /**
   * `named`: a second token, and the old one is deleted. `operator`: `_admin` is regenerated, and the old string is
   * dead at once. `bridge`: files move from `_admin` to a named token, and then `_admin` is regenerated.
   */
  kind: v.picklist(['named', 'operator', 'bridge']),
  stage: v.picklist(['creating', 'placing', 'writing', 'retiring', 'waiting', 'ending', 'forgetting', 'undoing']),
  old: v.object({
    name: v.string(),
    /** As the server's list showed it. */
    listedHash,
    /** Of the whole string; `null` where it is neither kept nor in any file, so that nothing can be rewritten. */
    hash: v.nullable(sha512),
  }),
  /** What takes the old token's place in the files. */
  next: birthSchema,
  /** Lives for days, so that a regenerate whose answer is lost can be done again with it. */
  helper: v.nullable(birthSchema),
  /** The regenerated `_admin` of a `bridge`. */
  operator: v.nullable(birthSchema),
  /** Whether the server was signed in with the old token. */
  signsIn: v.boolean(),
  files: v.array(fileSchema),
  left: v.array(leftSchema),
  /** When the old token is to be asked about again. */
  due: v.nullable(time),
});

export type Journal = v.InferOutput<typeof journalSchema>;
export type Birth = v.InferOutput<typeof birthSchema>;
export type JournalFile = v.InferOutput<typeof fileSchema>;
export type Left = v.InferOutput<typeof leftSchema>;
export type LeftReason = Left['reason'];
