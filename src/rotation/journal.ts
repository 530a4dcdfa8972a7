import * as v from 'valibot';
import type { ReplaceableKind } from '../core/token/replaceable.ts';

// A rotation writes its journal before each step, so that it can be finished or undone after a restart. A journal has
// names, hashes, paths, and positions, but never a token string or any text of a file except what a reference replaces:
// the quotes around a token, or the name of a variable.
// These property names and values are on users' disks: don't rename them.

const sha512 = v.pipe(v.string(), v.regex(/^[0-9a-f]{128}$/));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const listedHash = v.pipe(v.string(), v.regex(/^[0-9a-f]{9,128}$/));
const character = v.pipe(v.string(), v.length(1));
const lineBreak = v.pipe(v.string(), v.regex(/^[\s\\rnt]+$/));
/** What an env file has around a value, and never a token. */
const environmentText = v.pipe(v.string(), v.regex(/^[\r\n]*(?:(?!apiv3_)\w{1,100}=)?'?[\r\n]*$/));
const time = v.pipe(v.string(), v.isoTimestamp());

const plannedTokenSchema = v.object({
  how: v.picklist(['create', 'createResource', 'regenerate']),
  name: v.string(),
  /** What a resource token is allowed to do, in the short form and in the old token's order. */
  permissions: v.optional(v.array(v.string())),
  /** Deleted databases that had one of these names when the rotation began. The user was asked about them. */
  knownDeletions: v.optional(v.array(v.string())),
  /** In seconds; `null` for one that never expires. */
  lifetime: v.nullable(v.number()),
  /** SHA-512, under which the token is in SecretStorage; `null` until it's stored. */
  hash: v.nullable(sha512),
  id: v.nullable(v.number()),
  /** ISO 8601, but not checked: years after 9999 have a sign, which the usual patterns reject. */
  expiry: v.nullable(v.string()),
});

const editSchema = v.object({
  start: v.number(),
  writing: v.variant('form', [
    v.object({ form: v.literal('plain') }),
    v.object({ form: v.literal('escaped'), escapes: v.record(character, v.pipe(v.string(), v.maxLength(16))) }),
    v.object({ form: v.literal('base64'), lineEnd: v.string(), padded: v.boolean() }),
    v.object({
      form: v.literal('base64Part'),
      bitsBefore: v.number(),
      wrapped: v.nullable(v.object({ first: v.number(), width: v.number(), separator: lineBreak })),
    }),
  ]),
  reference: v.nullable(
    v.object({
      text: v.string(),
      before: v.string(),
      after: v.string(),
      // Missing in journals of earlier versions.
      addition: v.optional(v.object({ start: v.number(), text: v.string() })),
      variable: v.optional(v.string()),
      readsEnvFile: v.optional(v.boolean()),
    }),
  ),
  /** Missing in journals of earlier versions. */
  insertion: v.optional(v.object({ before: environmentText, after: environmentText })),
});

const fileSchema = v.object({
  folder: v.string(),
  /** Relative to the folder, with `/`. */
  file: v.string(),
  path: v.string(),
  before: sha256,
  after: sha256,
  edits: v.array(editSchema),
});

const skipReasons = [
  // The user didn't select it. Files that Git tracks are not selected by default.
  'unticked',
  'tracked',
  // It can be listed, but not updated.
  'link',
  /** Only in journals of earlier versions. */
  'hardLink',
  'readOnly',
  'binary',
  'unsaved',
  'encoded',
  // The update failed.
  'changed',
  'gone',
  'noSpace',
  'failed',
] as const;

const skippedFileSchema = v.object({
  folder: v.string(),
  file: v.string(),
  /** Absolute, because two workspace folders may have the same name; `null` for an editor without a file. */
  path: v.nullable(v.string()),
  reason: v.picklist(skipReasons),
  /** Whether it should have been updated, in which case the old token must not be deleted. */
  wanted: v.boolean(),
  /** A copy of the previous content, if someone else changed the file while it was half written. */
  backup: v.optional(v.string()),
});

export const journalSchema = v.object({
  version: v.literal(1),
  /** Used in file names. */
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
  startedAt: time,
  server: v.object({ name: v.string(), url: v.string(), identity: v.string() }),
  /** The server's `cluster-uuid`, if it reported one. Missing from journals of earlier versions. */
  cluster: v.optional(v.string()),
  /** Folders of the workspace in which the rotation began. The window that finishes it may have different ones. */
  folders: v.array(v.object({ name: v.string(), path: v.string() })),
  /**
   * `named`: a second token is created, and the old one is deleted at the end. `operator`: `_admin` is regenerated, and
   * the old token stops working immediately. `bridge`: files get a named token, and then `_admin` is regenerated.
   */
  kind: v.picklist(['named', 'operator', 'bridge']),
  stage: v.picklist(['creating', 'placing', 'writing', 'retiring', 'waiting', 'ending', 'forgetting', 'undoing']),
  old: v.object({
    name: v.string(),
    /** As the server lists it: the SHA-512 prefix. */
    listedHash,
    /** The whole SHA-512; `null` if the token is neither stored nor in a file, so no file can be updated. */
    hash: v.nullable(sha512),
    /** As the server lists it. Missing in journals of earlier versions. */
    id: v.optional(v.number()),
    /** Missing in journals of earlier versions, which replaced tokens of any kind. */
    kind: v.optional(v.custom<ReplaceableKind>(isReplaceableKind)),
  }),
  /** Whether only this rotation stored the old token. Missing in journals of earlier versions. */
  storedOld: v.optional(v.boolean()),
  next: plannedTokenSchema,
  /** A short-lived token with which `_admin` can be regenerated again if the first response is lost. */
  helper: v.nullable(plannedTokenSchema),
  operator: v.nullable(plannedTokenSchema),
  signsIn: v.boolean(),
  files: v.array(fileSchema),
  left: v.array(skippedFileSchema),
  due: v.nullable(time),
});

function isReplaceableKind(kind: unknown): boolean {
  return kind === 'operator' || kind === 'admin' || kind === 'resource';
}

export type Journal = v.InferOutput<typeof journalSchema>;
export type PlannedToken = v.InferOutput<typeof plannedTokenSchema>;
export type JournalFile = v.InferOutput<typeof fileSchema>;
export type SkippedFile = v.InferOutput<typeof skippedFileSchema>;
export type SkipReason = SkippedFile['reason'];
