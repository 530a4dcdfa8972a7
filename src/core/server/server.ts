/** A configured InfluxDB 3 server. Its identity is its URL; the name is only for the user. */
export interface Server {
  readonly kind: 'server';
  readonly name: string;
  /** Normalized base URL. */
  readonly url: string;
  /** Absolute path of a PEM file with certificate authorities to trust in addition to the default ones. */
  readonly caFile: string | undefined;
  readonly verifyCertificate: boolean;
  /** The settings that define the server. A URL that only a workspace defines needs the user's approval. */
  readonly scope: 'user' | 'workspace';
  /** Whether the user types the server's name before a token on it stops working. */
  readonly isProduction: boolean;
  /** Whether nothing may be sent that changes the server. */
  readonly isReadOnly: boolean;
}

export interface BrokenEntry {
  readonly kind: 'broken';
  readonly name: string;
  readonly problem: string;
  readonly scope: 'user' | 'workspace';
}

export type ServerEntry = Server | BrokenEntry;
