import type { StoredDatabase } from './databases.ts';
import type { Permission } from './permissions/permission.ts';

/** What the server stores of a token: the hash, but not the token string. */
export interface StoredToken {
  id: number;
  name: string;
  /** SHA-512 in hex, all 128 characters. */
  hash: string;
  /** Milliseconds since 1970, like all times here. */
  createdAt: number;
  updatedAt?: number;
  updatedById?: number;
  expiry?: number;
  createdById?: number;
  /** Missing for an admin token. */
  permissions?: Permission[];
}

export interface CatalogState {
  clusterUuid: string;
  nextId: number;
  tokens: StoredToken[];
  databases: StoredDatabase[];
}
