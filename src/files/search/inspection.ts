import { fstatSync, readFileSync, type Stats } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { fingerprintInSteps } from '../../content/wholeBytes.ts';
import { withPauses } from '../../core/pauses.ts';
import type { FoundFile } from '../../content/foundFile.ts';
import { barrierOfFound } from './barrier.ts';
import { WorkQueue } from './workQueue.ts';
import type { Folders } from './folders.ts';
import { findInBytes } from './findInBytes.ts';
import { readWhole, withCachedFile } from './openFile.ts';
import { TooManyCandidates } from '../../content/tokensInText.ts';
import { isMissing } from '../paths.ts';
import { referenceContextOf } from './referenceContext.ts';
import type { SearchOptions, SearchResult } from './searchTypes.ts';
import { TokenProbe } from './tokenProbe.ts';

/** In bytes. No configuration file is this large, and its text would fill the memory that all extensions share. */
export const maxFileSize = 256 * 1024 * 1024;
/** In bytes. Larger files are read asynchronously, one after another. */
const maxSyncSize = 1024 * 1024;

/** All paths start with the real path of one of the folders. */
export class Inspection {
  readonly #folders: Folders;
  readonly #options: SearchOptions;
  readonly #queue: WorkQueue;
  readonly #largeFileQueue: WorkQueue;
  readonly #probe: TokenProbe;
  readonly #inspected = new Set<string>();
  readonly #unsearched = new Set<string>();
  readonly #found: { index: number; file: FoundFile }[] = [];

  constructor(folders: Folders, queue: WorkQueue, options: SearchOptions) {
    this.#folders = folders;
    this.#options = options;
    this.#queue = queue;
    this.#largeFileQueue = new WorkQueue(1, options.signal);
    this.#probe = new TokenProbe(options.signal);
    folders.missing.forEach((path) => this.#unsearched.add(path));
  }

  inspect(path: string): void {
    this.#queue.add(() => this.#inspectOnce(path, path));
  }

  /** Inspects a file that might not contain a token. @param realPath differs from `path` if `path` contains a link */
  inspectUnknown(path: string, realPath: string = path): void {
    this.#queue.add(() =>
      this.#skipUnreadable(path, realPath, async () => {
        if (await this.#probe.mayContainToken(realPath)) {
          await this.#inspectOnce(path, realPath);
        }
      }),
    );
  }

  addUnsearched(path: string): void {
    this.#unsearched.add(this.#folders.locate(path).path);
  }

  async waitUntilIdle(): Promise<void> {
    try {
      await this.#queue.waitUntilIdle();
    } finally {
      await this.#largeFileQueue.waitUntilIdle();
    }
  }

  get result(): SearchResult {
    this.#found.sort((one, other) => one.index - other.index || (one.file.file < other.file.file ? -1 : 1));
    return { files: this.#found.map(({ file }) => file), unsearched: [...this.#unsearched].sort() };
  }

  async #inspectOnce(path: string, realPath: string): Promise<void> {
    // ripgrep may have listed the file before it failed.
    if (!this.#inspected.has(path)) {
      this.#inspected.add(path);
      // Small files are read synchronously, so let other work in this process run between them.
      await setImmediate();
      await this.#skipUnreadable(path, realPath, () => this.#read(path, realPath, { isLarge: false }));
    }
  }

  async #read(path: string, realPath: string, { isLarge }: { isLarge: boolean }): Promise<void> {
    await withCachedFile(realPath, async (file) => {
      const stats = fstatSync(file);
      if (!stats.isFile()) {
        this.addUnsearched(path);
        return;
      }
      if (stats.size > maxSyncSize && !isLarge) {
        this.#largeFileQueue.add(() =>
          this.#skipUnreadable(path, realPath, () => this.#read(path, realPath, { isLarge: true })),
        );
        return;
      }
      if (stats.size > maxFileSize) {
        this.addUnsearched(path);
        return;
      }
      const bytes = isLarge ? await readWhole(file, stats.size, this.#options.signal) : readFileSync(file);
      await this.#addFound(path, realPath, bytes, stats);
    });
  }

  async #addFound(path: string, realPath: string, bytes: Buffer, stats: Stats): Promise<void> {
    const { index, ...location } = this.#folders.locate(path);
    const { isKnown, nameOf, signal } = this.#options;
    const readContext = () => referenceContextOf(location.path, location.file, nameOf);
    const occurrences = await findInBytes(bytes, location.path, isKnown, signal, readContext);
    if (occurrences.length > 0) {
      const barrier = barrierOfFound(path, { stats, bytes, isLink: path !== realPath });
      const fingerprint = await withPauses(fingerprintInSteps(bytes), signal);
      const file: FoundFile = { ...location, fingerprint, occurrences, barrier };
      this.#found.push({ index, file });
      this.#options.onFile?.(file);
    }
  }

  async #skipUnreadable(path: string, realPath: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#options.signal.throwIfAborted();
      if ((error as NodeJS.ErrnoException).errno === undefined && !(error instanceof TooManyCandidates)) {
        throw error;
      }
      if (!isMissing(realPath, error)) {
        this.addUnsearched(path);
      }
    }
  }
}
