import { effect } from './process.ts';

/** Whatever its name is. */
interface SimulatedFile {
  text: string;
  /** What is on the disk after a power cut. */
  synced: string;
}

const tokenString = /apiv3_[A-Za-z0-9_-]{40}/;

/** The functions of `node:fs/promises` that the product uses in its own folder, with what a power cut does. */
export class SimulatedDisk {
  readonly folder = '/simulated';
  readonly #files = new Map<string, SimulatedFile>();
  readonly #folders = new Set<string>();
  /** The names that are on the disk after a power cut. */
  #durable = new Map<string, SimulatedFile>();
  readonly #onLeak: (path: string) => void;

  constructor(onLeak: (path: string) => void) {
    this.#onLeak = onLeak;
  }

  contains(path: unknown): path is string {
    return typeof path === 'string' && path.startsWith(this.folder);
  }

  /** The number of requests in the journal for tokens with a name. */
  countRequests(name: string): number {
    const requests = [...this.#files].filter(([path]) => kindOf(path) === 'requests');
    return requests.filter(([, { text }]) => text.includes(`"name":${JSON.stringify(name)},"lifetime"`)).length;
  }

  cutPower(): void {
    this.#files.clear();
    for (const [path, file] of this.#durable) {
      file.text = file.synced;
      this.#files.set(path, file);
    }
  }

  /** Calls with a string path below the folder. */
  readonly functions = {
    mkdir: (path: string) => effect(`mkdir`, () => void this.#folders.add(path)),
    readdir: (path: string) =>
      effect('readdir', () => {
        if (!this.#folders.has(path)) {
          throw missing(path);
        }
        return this.#namesIn(path);
      }),
    readFile: (path: string) => effect('readFile', () => (this.#files.get(path) ?? throwMissing(path)).text),
    rename: (from: string, to: string) =>
      effect(`rename ${kindOf(to)}`, () => {
        this.#files.set(to, this.#files.get(from) ?? throwMissing(from));
        this.#files.delete(from);
      }),
    rm: (path: string) => effect(`rm ${kindOf(path)}`, () => void this.#files.delete(path)),
    stat: (path: string) => effect('stat', () => ({ mtimeMs: 0, isFile: () => this.#files.has(path) })),
    open: (path: string, flag: string) => effect('open', () => this.#open(path, flag)),
  };

  #open(path: string, flag: string) {
    if (flag === 'r') {
      return { sync: () => effect('syncFolder', () => this.#syncFolder(path)), close: () => Promise.resolve() };
    }
    const file = this.#files.get(path) ?? { text: '', synced: '' };
    file.text = '';
    this.#files.set(path, file);
    return {
      writeFile: (text: string) =>
        effect(`writeFile ${kindOf(path)}`, () => {
          if (tokenString.test(text)) {
            this.#onLeak(path);
          }
          file.text = text;
        }),
      sync: () => effect('sync', () => void (file.synced = file.text)),
      close: () => Promise.resolve(),
    };
  }

  #syncFolder(folder: string): void {
    const others = [...this.#durable].filter(([path]) => !path.startsWith(`${folder}/`));
    this.#durable = new Map([...others, ...[...this.#files].filter(([path]) => path.startsWith(`${folder}/`))]);
  }

  #namesIn(folder: string): string[] {
    return [...this.#files.keys()]
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => path.slice(folder.length + 1));
  }
}

function kindOf(path: string): string {
  return /\/(requests|rotations|locks)\//.exec(path)?.[1] ?? '';
}

function missing(path: string): Error {
  return Object.assign(new Error(`ENOENT: no such file or directory, '${path}'`), { code: 'ENOENT' });
}

function throwMissing(path: string): never {
  throw missing(path);
}
