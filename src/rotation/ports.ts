import type { Edit } from '../content/edits.ts';
import type { FoundFile } from '../content/foundFile.ts';
import type { AdminKind } from '../core/token/replaceable.ts';
import type { Token } from '../core/token/token.ts';
import type { TokenRecord } from '../core/token/tokenRecord.ts';
import type { ResourceTokenRequest } from '../influxdb/createResourceToken.ts';
import type { Database } from '../influxdb/listDatabases.ts';
import type { ListRefusal } from '../influxdb/listTokens.ts';
import type { Journal, JournalFile, PlannedToken, SkipReason } from './journal.ts';

export interface NewToken {
  readonly token: Token;
  readonly id: number | undefined;
  readonly name: string;
  readonly expiry: Date | undefined;
}

/** What a rotation works with. Each method has one effect, after which the process may be killed. */
export interface RotationPorts {
  readonly server: ServerPort;
  readonly secrets: SecretsPort;
  readonly files: FilesPort;
  readonly journals: JournalsPort;
  readonly person: PersonPort;
  /** Aborting it with a `Canceled` stops the rotation before its next step. */
  readonly signal: AbortSignal;
}

/** The old token, which has all the rights of the admin token that replaces it. */
interface CheckedToken {
  readonly kind: AdminKind;
}

/** Each method throws an error whose message can be shown to the user. */
export interface ServerPort {
  list(bearer: Token): Promise<readonly TokenRecord[] | ListRefusal>;
  /** Creates an admin token. `lifetime` is in seconds; `undefined` for a token that never expires. */
  create(bearer: Token, name: string, lifetime: number | undefined, old: CheckedToken): Promise<NewToken>;
  /** Sends a query that reads no data. */
  query(bearer: Token, database: string): Promise<'allowed' | ListRefusal>;
  listDatabases(bearer: Token): Promise<readonly Database[]>;
  createResource(bearer: Token, request: ResourceTokenRequest): Promise<NewToken>;
  regenerate(bearer: Token, old: CheckedToken): Promise<NewToken>;
  remove(bearer: Token, name: string): Promise<void>;
  /** Until the other nodes of a cluster may know a token that was just created. */
  waitForNodes(): Promise<void>;
}

interface CreationDetails {
  readonly rotation: string;
  readonly planned: PlannedToken;
  /** SHA-512 prefix of the token that's replaced. */
  readonly before: string | null;
  readonly signsIn: boolean;
  readonly copiesToClipboard: boolean;
}

export interface SecretsPort {
  /** Stores the new token. With `signsIn` it also signs in with it, because the previous token no longer works. */
  create(send: () => Promise<NewToken>, details: CreationDetails): Promise<NewToken>;
  store(token: Token, name: string): Promise<void>;
  findByHash(hash: string): Promise<Token | undefined>;
  findByHashPrefix(hashPrefix: string): Promise<Token | undefined>;
  /** Of all stored tokens of the server, including those that are missing from the keyring. */
  storedHashes(): Promise<readonly string[]>;
  remove(hash: string): Promise<void>;
  signInToken(): Promise<Token | undefined>;
  storeSignIn(token: Token, name: string): Promise<void>;
  /** Whether created tokens stay stored. If not, they stay until the user confirms that they're saved elsewhere. */
  keepsCreated(): Promise<boolean>;
  /** Marks the token, if it's stored, so that the user is asked about it until it's saved elsewhere. */
  storeUntilSaved(hash: string, name: string): Promise<void>;
}

/** `written`, `already` (in the desired state), or why it couldn't be updated. */
export type FileUpdateResult = 'written' | 'already' | SkipReason;

export interface SearchResult {
  readonly files: readonly FoundFile[];
  /** Files and folders that weren't searched, so they may contain a token. */
  readonly unsearched: readonly string[];
}

export interface FilesPort {
  search(extraPaths?: readonly string[]): Promise<SearchResult>;
  planUpdate(file: FoundFile, edits: readonly Edit[], old: Token, next: Token): Promise<JournalFile | SkipReason>;
  identify(path: string): Promise<string | undefined>;
  /** @param index of the file in the journal; with the rotation's ID it names the backup that is written first */
  write(id: string, index: number, file: JournalFile, old: Token, next: Token): Promise<FileUpdateResult>;
  restore(id: string, index: number, file: JournalFile, old: Token, next: Token): Promise<FileUpdateResult>;
  /** Undoes an interrupted update. @returns the path of the backup if someone else changed the file since */
  rollBack(
    id: string,
    index: number,
    file: JournalFile,
    old: Token | undefined,
    next: Token | undefined,
  ): Promise<string | undefined>;
}

export interface JournalsPort {
  /** Atomic. Called before the step that the journal describes. */
  write(journal: Journal): Promise<void>;
  remove(id: string): Promise<void>;
}

/** The occurrences to update, and the files that will still contain the old token. */
export interface Choice {
  readonly updates: readonly { readonly file: FoundFile; readonly edits: readonly Edit[] }[];
  /** `wasSelected`: the file should have been updated, but can't be. */
  readonly skipped: readonly { readonly file: FoundFile; readonly reason: SkipReason; readonly wasSelected: boolean }[];
}

export type Retirement = 'delete' | 'keep' | { readonly later: Date };

/** Questions to the user. Each method throws `Canceled` if the user dismisses the question. */
export interface PersonPort {
  /** `files` contain only the occurrences of the old token. */
  chooseOccurrences(files: readonly FoundFile[], journal: Journal): Promise<Choice>;
  chooseRetirement(usage: SearchResult, journal: Journal): Promise<Retirement>;
  /** Asks whether to recreate the new token, which the server lists but whose token string was never received. */
  confirmRecreate(record: TokenRecord): Promise<void>;
  /**
   * Asked after an undo, if the old token works. In `journal`, the hash of a new token that isn't stored is `null`.
   * @param usage files that still contain the new token
   */
  askToDeleteNewToken(usage: SearchResult, journal: Journal): Promise<boolean>;
}
