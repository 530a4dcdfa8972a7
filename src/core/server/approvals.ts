interface TlsChoice {
  /** SHA-256 of the CA file's content, because the content of the same file can change. `null` if there's no file. */
  readonly ca: string | null;
  readonly verifyCertificate: boolean;
}

export interface Approvals {
  /** Whether a URL that only a workspace defines was approved. */
  readonly workspaceUrl: boolean;
  readonly plainHttp: boolean;
  /** `null` until the URL is approved, because its certificate file isn't read before that. */
  readonly tls: TlsChoice | null;
  /** The server's `cluster-uuid` at sign-in; `null` if it reported none, omitted if it wasn't checked. */
  readonly cluster?: string | null | undefined;
  /** Whether tokens may be sent on unchecked connections if the server closes each connection after one response. */
  readonly uncheckedConnections?: boolean | undefined;
}

export type MissingApproval = 'workspaceUrl' | 'plainHttp' | 'unverifiedTls' | 'tlsChanged';

export interface RequestedApprovals {
  readonly isWorkspaceOnly: boolean;
  readonly isSentInTheClear: boolean;
  /** Whether tokens would be sent over TLS to a server whose certificate isn't verified. */
  readonly isUnverified: boolean;
  readonly tls: TlsChoice | null;
}

/** Returns the missing approvals in the order of the prompts. */
export function missingApprovals(requested: RequestedApprovals, approved: Approvals | undefined): MissingApproval[] {
  const missing: MissingApproval[] = [];
  if (requested.isWorkspaceOnly && approved?.workspaceUrl !== true) {
    missing.push('workspaceUrl');
  }
  if (requested.isSentInTheClear && approved?.plainHttp !== true) {
    missing.push('plainHttp');
  }
  if (requested.isUnverified && !approved?.tls) {
    missing.push('unverifiedTls');
  }
  if (approved?.tls && requested.tls !== null && !isSameChoice(approved.tls, requested.tls)) {
    missing.push('tlsChanged');
  }
  return missing;
}

export function approve(requested: RequestedApprovals, before: Approvals | undefined): Approvals {
  return {
    workspaceUrl: requested.isWorkspaceOnly || before?.workspaceUrl === true,
    plainHttp: requested.isSentInTheClear || before?.plainHttp === true,
    tls: requested.tls ?? before?.tls ?? null,
    ...(before?.cluster === undefined ? {} : { cluster: before.cluster }),
    ...(before?.uncheckedConnections === undefined ? {} : { uncheckedConnections: before.uncheckedConnections }),
  };
}

function isSameChoice(one: TlsChoice, other: TlsChoice): boolean {
  return one.ca === other.ca && one.verifyCertificate === other.verifyCertificate;
}
