import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { CatalogFile } from './catalogFile.ts';
import { CatalogError, notFoundError, ServerPanic } from './catalogError.ts';
import type { Clock } from './clock.ts';
import { Databases } from './databases.ts';
import type { Permission } from './permissions/permission.ts';
import type { Release } from './release.ts';
import type { CatalogState, StoredToken } from './storedToken.ts';
import { latestSecond } from './timestamps.ts';
import { registerToken } from '../canary/knownTokens.ts';
import { hashToken, createTokenString } from './tokenString.ts';

export const operatorName = '_admin';

/** How long a 3.7 create waits after taking an ID, so that a racing create of the same name can win. */
const raceDelayMs = 5;

export interface CreatedToken {
  token: string;
  stored: StoredToken;
}

export class Catalog {
  readonly databases: Databases;
  readonly #state: CatalogState;
  readonly #file: CatalogFile | undefined;
  readonly #clock: Clock;
  readonly #release: Release;
  readonly #byName = new Map<string, StoredToken>();
  readonly #byHash = new Map<string, StoredToken>();

  constructor(clock: Clock, release: Release, file?: CatalogFile) {
    this.#clock = clock;
    this.#release = release;
    this.#file = file;
    this.#state = file?.load() ?? { clusterUuid: randomUUID(), nextId: 0, tokens: [], databases: [] };
    this.databases = new Databases(this.#state.databases, clock, release);
    for (const stored of this.#state.tokens) this.#index(stored);
  }

  get clusterUuid(): string {
    return this.#state.clusterUuid;
  }

  /** All tokens by ID, including expired ones. */
  get tokens(): readonly StoredToken[] {
    return this.#state.tokens;
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  authenticate(token: string): StoredToken | undefined {
    const stored = this.#byHash.get(hashToken(token));
    const isExpired = stored?.expiry !== undefined && stored.expiry <= this.#clock.now();
    return isExpired ? undefined : stored;
  }

  createOperator(): Promise<CreatedToken> {
    return this.#create(operatorName, undefined);
  }

  /** Creates an admin token; without `expirySecs` it never expires. @throws CatalogError, ServerPanic */
  createNamed(name: string, expirySecs: bigint | undefined): Promise<CreatedToken> {
    return this.#create(name, expirySecs);
  }

  /** Creates a token that may do only what its permissions say. @throws CatalogError, ServerPanic */
  createResource(
    name: string,
    expirySecs: bigint | undefined,
    permissions: Permission[],
    createdById?: number,
  ): Promise<CreatedToken> {
    return this.#create(name, expirySecs, { permissions, ...(createdById === undefined ? {} : { createdById }) });
  }

  /** Adds a token that was created offline, by default an admin token. @throws CatalogError */
  async adopt(name: string, token: string, expiry: number | undefined, permissions?: Permission[]): Promise<void> {
    this.#assertNameFree(name);
    registerToken(name, token);
    const hash = hashToken(token);
    if (this.#release.refusesKnownHash && this.#byHash.has(hash)) {
      throw new CatalogError('hash known', `token hash already exists, ${name}`);
    }
    const rights = permissions === undefined ? {} : { permissions };
    this.#insert({ id: this.#takeId(), name, hash, createdAt: this.#clock.now(), ...rights }, expiry);
    await this.save();
  }

  async regenerateOperator(): Promise<CreatedToken> {
    const stored = this.#byName.get(operatorName);
    if (stored === undefined) {
      throw new CatalogError('no operator to update', 'missing admin token, cannot update');
    }
    const token = createTokenString();
    registerToken(`${operatorName} (regenerated)`, token);
    this.#byHash.delete(stored.hash);
    stored.hash = hashToken(token);
    stored.updatedAt = this.#clock.now();
    // Real servers record the operator token itself here, no matter which token sent the request.
    stored.updatedById = stored.id;
    this.#byHash.set(stored.hash, stored);
    const created = { token, stored: { ...stored } };
    await this.save();
    return created;
  }

  async delete(name: string): Promise<void> {
    if (name === operatorName) throw new CatalogError('operator cannot be deleted', 'cannot delete operator token');
    const stored = this.#byName.get(name);
    if (stored === undefined) throw notFoundError(name, this.#release);
    this.#byName.delete(name);
    this.#byHash.delete(stored.hash);
    this.#state.tokens.splice(this.#state.tokens.indexOf(stored), 1);
    await this.save();
  }

  async save(): Promise<void> {
    await this.#file?.save(this.#state);
  }

  async #create(
    name: string,
    expirySecs: bigint | undefined,
    rights: Pick<StoredToken, 'permissions' | 'createdById'> = {},
  ): Promise<CreatedToken> {
    this.#assertNameFree(name);
    const createdAt = this.#clock.now();
    const expiry = expirySecs === undefined ? undefined : this.#expiryAfter(createdAt, expirySecs);
    const id = this.#takeId();
    if (this.#release.raceLosersUseIds) {
      await delay(raceDelayMs);
      this.#assertNameFree(name);
    }
    const token = createTokenString();
    registerToken(name, token);
    const stored = this.#insert({ id, name, hash: hashToken(token), createdAt, ...rights }, expiry);
    const created = { token, stored: { ...stored } };
    await this.save();
    return created;
  }

  #insert(token: StoredToken, expiry: number | undefined): StoredToken {
    const stored: StoredToken = { ...token, ...(expiry === undefined ? {} : { expiry }) };
    this.#state.tokens.push(stored);
    this.#index(stored);
    return stored;
  }

  #index(stored: StoredToken): void {
    this.#byName.set(stored.name, stored);
    this.#byHash.set(stored.hash, stored);
  }

  #takeId(): number {
    const id = this.#state.nextId;
    this.#state.nextId += 1;
    return id;
  }

  #assertNameFree(name: string): void {
    if (this.has(name)) throw new CatalogError('name taken', `token name already exists, ${name}`);
  }

  #expiryAfter(createdAt: number, seconds: bigint): number | undefined {
    if (BigInt(Math.floor(createdAt / 1000)) + seconds <= latestSecond) return createdAt + Number(seconds) * 1000;
    switch (this.#release.expiryOverflow) {
      case 'panic':
        throw new ServerPanic('expiry beyond the clock');
      case 'saturate':
        return Number(latestSecond) * 1000;
      case 'never':
        return undefined;
    }
  }
}
