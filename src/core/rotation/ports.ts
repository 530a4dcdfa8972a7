import type { Edit } from '../edits.ts';
import type { FoundFile } from '../foundFile.ts';
import type { Token } from '../token.ts';
import type { TokenRecord } from '../tokenRecord.ts';
import type { Journal, JournalFile, LeftReason } from './journal.ts';

/** A token right after its birth: the only moment at which its string is known. */
export interface Born {
  readonly token: Token;
  readonly id: number | undefined;
  readonly name: string;
  /** `undefined` means never. */
  readonly expiry: Date | undefined;
}

/** What a rotation works with. Each method is one effect, behind which the process may be gone. */
export interface RotationPorts {
  readonly server: ServerPort;
  readonly secrets: SecretsPort;
  readonly files: FilesPort;
  readonly journals: JournalsPort;
  readonly person: PersonPort;
  /** Aborted with a `Cancelled`, it stops the rotation before its next step. */
  readonly signal: AbortSignal;
}

/** Each throws what went wrong, as a sentence for people. */
export interface ServerPort {
  /** @returns `notAuthenticated` where the server does not take the token */
  list(bearer: Token): Promise<readonly TokenRecord[] | 'notAuthenticated'>;
  /** @param lifetime in seconds; `undefined` for one that never expires */
  create(bearer: Token, name: string, lifetime: number | undefined): Promise<Born>;
  regenerate(bearer: Token): Promise<Born>;
  remove(bearer: Token, name: string): Promise<void>;
}

export interface SecretsPort {
  /**
   * Runs a birth from the request to SecretStorage as one piece, and puts the string on the clipboard after that if
   * `copies`.
   * @param signsIn whether the token becomes what the server is signed in with, because what that was is dead now
   */
  bear(make: () => Promise<Born>, how: { readonly signsIn: boolean; readonly copies: boolean }): Promise<Born>;
  keep(token: Token, name: string): Promise<void>;
  kept(hash: string): Promise<Token | undefined>;
  /** The kept token that a list shows with `listedHash`. */
  keptListed(listedHash: string): Promise<Token | undefined>;
  drop(hash: string): Promise<void>;
  /** What the server is signed in with. */
  signIn(): Promise<Token | undefined>;
  storeSignIn(token: Token, name: string): Promise<void>;
}

/** What became of a file: `written`, `already` so, or why not. */
export type FileOutcome = 'written' | 'already' | LeftReason;

/** What a search came to. */
export interface Finding {
  readonly files: readonly FoundFile[];
  /** Paths that could not be read, so what they hold is not known. */
  readonly unread: readonly string[];
}

export interface FilesPort {
  /**
   * Every token in the workspace, as it is at this moment.
   * @param also paths of files that may lie outside of it
   */
  search(also?: readonly string[]): Promise<Finding>;
  /** What is to be done to a file; or why that cannot be, for one that changed since it was searched. */
  plan(file: FoundFile, edits: readonly Edit[], old: Token, next: Token): Promise<JournalFile | LeftReason>;
  /** @param index of the file in the journal: with the rotation's id it names what is written beside it */
  write(id: string, index: number, file: JournalFile, old: Token, next: Token): Promise<FileOutcome>;
  /** Puts the old bytes back; in a file that changed since it was written, the old string. */
  restore(id: string, index: number, file: JournalFile, old: Token, next: Token): Promise<FileOutcome>;
  /** Removes what a crash left beside the file. */
  tidy(id: string, index: number, file: JournalFile): Promise<void>;
}

export interface JournalsPort {
  /** Whole or not at all, and before what it tells of. */
  write(journal: Journal): Promise<void>;
  remove(id: string): Promise<void>;
}

/** Places that are to be rewritten, and those that are not. */
export interface Choice {
  readonly chosen: readonly { readonly file: FoundFile; readonly edits: readonly Edit[] }[];
  /** `wanted`: it was to be rewritten, and cannot be. */
  readonly left: readonly { readonly file: FoundFile; readonly reason: LeftReason; readonly wanted: boolean }[];
}

/** What is to become of the old token. */
export type Retirement = 'delete' | 'keep' | { readonly later: Date };

/** Each throws `Cancelled` when the person answers nothing. */
export interface PersonPort {
  /** @param files those that hold the old token, with no other places than its own */
  choosePlaces(files: readonly FoundFile[], journal: Journal): Promise<Choice>;
  /** @param holding files that still hold the old token, found a moment ago, and what could not be searched */
  retire(holding: Finding, journal: Journal): Promise<Retirement>;
  /** The server has the new token and nobody has its string: agrees to replace it by another. */
  replaceLost(record: TokenRecord): Promise<void>;
  /** After an undo, where the old token works. @param holding files that still hold the new token */
  deleteNew(holding: Finding, journal: Journal): Promise<boolean>;
}
