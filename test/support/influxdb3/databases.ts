import { CatalogError, notFoundError } from './catalogError.ts';
import type { Clock } from './clock.ts';
import type { Release } from './release.ts';

/** A database has an ID, because a token is granted that ID, not the name. */
export interface StoredDatabase {
  id: number;
  /** Tokens show this name even after the database was deleted. */
  name: string;
  /** What a deleted database was renamed to. */
  deletedAs?: string;
  /** It was deleted for good, and isn't listed. */
  isPurged?: boolean;
}

export const internalDatabase = '_internal';

export class Databases {
  readonly #stored: StoredDatabase[];
  readonly #clock: Clock;
  readonly #release: Release;

  /** Changes `stored`, which the caller saves. */
  constructor(stored: StoredDatabase[], clock: Clock, release: Release) {
    this.#stored = stored;
    this.#clock = clock;
    this.#release = release;
    if (stored.length === 0) stored.push({ id: 0, name: internalDatabase });
  }

  get live(): readonly StoredDatabase[] {
    return this.#stored.filter(({ deletedAs }) => deletedAs === undefined);
  }

  /** Deleted, but not for good. */
  get deleted(): readonly StoredDatabase[] {
    return this.#stored.filter(({ deletedAs, isPurged }) => deletedAs !== undefined && isPurged !== true);
  }

  find(name: string): StoredDatabase | undefined {
    return this.live.find((database) => database.name === name);
  }

  nameOf(id: number): string {
    return this.#stored.find((database) => database.id === id)?.name ?? String(id);
  }

  create(name: string): StoredDatabase {
    if (this.find(name) !== undefined) {
      throw new CatalogError('already exists', 'attempted to create a resource that already exists');
    }
    const database = { id: this.#stored.length, name };
    this.#stored.push(database);
    return database;
  }

  delete(name: string, isForGood: boolean): void {
    if (name === internalDatabase) {
      throw new CatalogError('internal database', 'cannot delete internal db');
    }
    const database = this.find(name);
    if (database === undefined) throw notFoundError(name, this.#release);
    database.deletedAs = this.#nameAfterDelete(database);
    if (isForGood) database.isPurged = true;
  }

  #nameAfterDelete({ id, name }: StoredDatabase): string {
    const time = new Date(this.#clock.now()).toISOString().replace(/[-:]|\.\d+Z$/g, '');
    const renamed = `${name}-${time}`;
    const isTaken = this.#stored.some((other) => other.deletedAs === renamed || other.name === renamed);
    return isTaken ? `${renamed}-${id}` : renamed;
  }
}
