import * as vscode from 'vscode';
import type { FoundFile } from '../core/foundFile.ts';
import { foundOnce } from '../core/foundOnce.ts';
import { withOpenTexts } from '../core/openText.ts';
import type { Token } from '../core/token.ts';
import { isKnownToken } from '../core/whichToken.ts';
import { findInFiles } from '../files/findInFiles.ts';
import { findTokens } from '../files/findTokens.ts';
import { realPaths } from '../files/realPaths.ts';
import { findRipgrep } from '../files/ripgrep.ts';
import type { SearchFolder } from '../files/search.ts';
import { knownServers, reloadedServers, type Known } from '../servers/knownServers.ts';
import type { ServerStore } from '../servers/serverStore.ts';
import { openTexts, savedOutside } from './openTexts.ts';
import { unlessAborted } from './unlessAborted.ts';

/** What a search of the workspace came to. */
export interface WorkspaceFinding {
  /** In the order of the folders, then of their paths; at the end the editors in which alone something stands. */
  readonly files: readonly FoundFile[];
  /** Paths that could not be read, so what they hold is not known. */
  readonly unread: readonly string[];
  /** What was known of the servers' tokens when the search began. */
  readonly known: readonly Known[];
}

/** How a search differs from the usual one. */
interface WorkspaceSearchOptions {
  /** Other folders than those of this window's workspace. */
  readonly folders?: readonly SearchFolder[];
  /**
   * Whether every server is asked first, because what is reported as unknown has to be so now. Without it nothing is
   * sent: the lists count as they were last read.
   */
  readonly asksServers?: boolean;
  /** Paths of single files to look into besides, wherever they lie. */
  readonly also?: readonly string[];
  /** What is a token whatever its length, and may be in no list any more. */
  readonly isWanted?: (token: Token) => boolean;
}

/** Finds the tokens in the workspace: in its folders on disk, and in editors whose text is not, or not so, on disk. */
export class WorkspaceSearch {
  readonly #store: ServerStore;
  #ripgrep: Promise<string | undefined> | undefined;

  constructor(store: ServerStore) {
    this.#store = store;
  }

  /** Searches now. @throws the signal's reason, at once */
  async find(signal: AbortSignal, options: WorkspaceSearchOptions = {}): Promise<WorkspaceFinding> {
    const { folders = foldersOnDisk(), asksServers = false, isWanted, also = [] } = options;
    const known = asksServers ? await unlessAborted(reloadedServers(this.#store), signal) : knownServers(this.#store);
    const isToken = (token: Token) => isWanted?.(token) === true || isKnownToken(token, known);
    this.#ripgrep ??= findRipgrep(vscode.env.appRoot);
    const ripgrep = await this.#ripgrep;
    // Both first: what is typed or saved while the search runs is found here or on disk, and never missed by both.
    const texts = openTexts();
    const singleFiles = [...new Set([...savedOutside(), ...also])];
    const inFolders = await findTokens(folders, { ripgrep, isKnown: isToken, signal });
    const inSingleFiles = await findInFiles(singleFiles, isToken, signal);
    const unread = [...new Set([...inFolders.unread, ...inSingleFiles.unread])];
    const found = [...texts, ...inFolders.files, ...inSingleFiles.files];
    const paths = found.map(({ path }) => path).filter((path) => path !== undefined);
    // Only these can meet a file that was found under another name.
    const realPathOf =
      texts.length + inSingleFiles.files.length === 0 ? new Map<string, string>() : await realPaths(paths);
    signal.throwIfAborted();
    const canonicalPath = (path: string) => realPathOf.get(path) ?? path;
    const files = foundOnce(inFolders.files, inSingleFiles.files, canonicalPath);
    return { files: withOpenTexts(files, texts, isToken, canonicalPath), unread, known };
  }
}

/** The folders of this window's workspace that lie on this machine's disk. */
export function foldersOnDisk(): { name: string; path: string }[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ name, uri }) => ({ name, path: uri.fsPath }));
}
