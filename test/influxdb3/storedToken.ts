/** What the server keeps of a token. The string itself is no part of it: it is told once and forgotten. */
export interface StoredToken {
  id: number;
  name: string;
  /** All 128 hex characters of the SHA-512. */
  hash: string;
  /** Milliseconds since 1970, as all times here. */
  createdAt: number;
  updatedAt?: number;
  updatedById?: number;
  expiry?: number;
}

/** All that outlives a restart. */
export interface CatalogState {
  clusterUuid: string;
  nextId: number;
  tokens: StoredToken[];
}
