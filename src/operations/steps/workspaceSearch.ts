import type { FoundFile } from '../../content/foundFile.ts';
import { mergeFoundFiles } from '../../content/mergeFoundFiles.ts';
import { mergeOpenTexts, type OpenText } from '../../content/openText.ts';
import type { Token } from '../../core/token/token.ts';
import { knownTokens } from '../../core/token/knownTokens.ts';
import { listedNames } from '../../core/token/matchToken.ts';
import { findInFiles } from '../../files/search/findInFiles.ts';
import { findInFolders } from '../../files/search/findInFolders.ts';
import { findInTexts } from '../../files/search/findInTexts.ts';
import { realPaths } from '../../files/paths.ts';
import { findRipgrep } from '../../files/search/ripgrep.ts';
import type { SearchFolder } from '../../files/search/searchTypes.ts';
import { knownServerTokens, reloadServerTokens, type ConfiguredServerTokens } from '../../servers/serverTokens.ts';
import type { ServerStore } from '../../servers/serverStore.ts';
import { unlessAborted } from '../../core/unlessAborted.ts';

export interface WorkspacePort {
  /** The folders of the workspace that are on this machine's disk. */
  folders(): SearchFolder[];
  /** Names of the folders of the workspace that are elsewhere and can't be searched. */
  foldersElsewhere(): string[];
  /** Texts of editors that a search of the disk misses. */
  openTexts(): OpenText[];
  /** Paths of saved files in editors, for files that no folder of the workspace contains. */
  openFilesOutsideWorkspace(): string[];
  /** Where VS Code is installed. Its ripgrep is used. */
  readonly appRoot: string;
}

export interface WorkspaceSearchResult {
  /** Sorted by folder and path. Editors whose tokens are in no file come last. */
  readonly files: readonly FoundFile[];
  /** What couldn't be searched, so it may contain tokens. */
  readonly unsearched: readonly string[];
  /** The servers' tokens as known when the search started. */
  readonly known: readonly ConfiguredServerTokens[];
}

interface WorkspaceSearchOptions {
  readonly folders?: readonly SearchFolder[];
  /** Whether to reload all lists first, so that no token is wrongly unknown. Otherwise no server is contacted. */
  readonly checkServers?: boolean;
  readonly extraFiles?: readonly string[];
  /** Accepts additional tokens of any length, which servers may no longer list. */
  readonly isAlsoToken?: (token: Token) => boolean;
}

export class WorkspaceSearch {
  readonly #store: ServerStore;
  readonly #workspace: WorkspacePort;
  #ripgrep: Promise<string | undefined> | undefined;

  constructor(store: ServerStore, workspace: WorkspacePort) {
    this.#store = store;
    this.#workspace = workspace;
  }

  folders(): SearchFolder[] {
    return this.#workspace.folders();
  }

  /** Stops waiting when the signal aborts, even if a file system doesn't respond. @throws the signal's reason */
  async find(signal: AbortSignal, options: WorkspaceSearchOptions = {}): Promise<WorkspaceSearchResult> {
    return await unlessAborted(this.#find(signal, options), signal);
  }

  async #find(signal: AbortSignal, options: WorkspaceSearchOptions): Promise<WorkspaceSearchResult> {
    const { folders = this.folders(), checkServers = false, isAlsoToken, extraFiles = [] } = options;
    const known = checkServers
      ? await unlessAborted(reloadServerTokens(this.#store), signal)
      : knownServerTokens(this.#store);
    const isListed = knownTokens(known);
    const nameOf = listedNames(known);
    const isKnown = (token: Token) => isAlsoToken?.(token) === true || isListed(token);
    this.#ripgrep ??= findRipgrep(this.#workspace.appRoot);
    const ripgrep = await this.#ripgrep;
    // Read editors before the disk, so that text that is saved during the search can't be missed in both.
    const inTexts = await findInTexts(this.#workspace.openTexts(), isKnown, signal);
    const singleFiles = [...new Set([...this.#workspace.openFilesOutsideWorkspace(), ...extraFiles])];
    const inFolders = await findInFolders(folders, { ripgrep, isKnown, nameOf, signal });
    const inSingleFiles = await findInFiles(singleFiles, isKnown, signal, nameOf);
    const lists = [
      this.#workspace.foldersElsewhere(),
      inTexts.unsearched,
      inFolders.unsearched,
      inSingleFiles.unsearched,
    ];
    const unsearched = [...new Set(lists.flat())];
    const found = [...inTexts.searched, ...inFolders.files, ...inSingleFiles.files];
    const paths = found.map(({ path }) => path).filter((path) => path !== undefined);
    // Only texts and single files can be the same as a file that was found under another path.
    const isAmbiguous = inTexts.searched.length + inSingleFiles.files.length > 0;
    const realPathOf = isAmbiguous ? await realPaths(paths) : new Map<string, string>();
    signal.throwIfAborted();
    const canonicalPath = (path: string) => realPathOf.get(path) ?? path;
    const files = mergeFoundFiles(inFolders.files, inSingleFiles.files, canonicalPath);
    return { files: mergeOpenTexts(files, inTexts.searched, canonicalPath), unsearched, known };
  }
}
