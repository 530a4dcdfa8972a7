/** How the connection to a server is secured, as far as that can be chosen. */
export interface TlsChoice {
  /** SHA-256 of the CA file's content: the file may stay and what is in it change. `null` where none is named. */
  readonly ca: string | null;
  readonly verifyCertificate: boolean;
}

/** What the person agreed to for one server identity. Kept beside the server's secrets. */
export interface AgreedTerms {
  /** Whether a workspace's naming of this URL was approved. */
  readonly workspaceUrl: boolean;
  /** Whether sending the token readable over a network was accepted. */
  readonly plainHttp: boolean;
  /** `null` while only the URL was approved: its certificate file is not read before that. */
  readonly tls: TlsChoice | null;
  /**
   * The `cluster-uuid` of the InfluxDB that was signed in to; `null` where it tells none, left out where it was never
   * looked at.
   */
  readonly cluster?: string | null | undefined;
}

/** What has to be asked before a request of any kind goes to a server. */
export type MissingTerm = 'workspaceUrl' | 'plainHttp' | 'tlsChanged';

/** What a server's entry asks for, as it stands now. */
export interface WantedTerms {
  readonly namedOnlyByWorkspace: boolean;
  readonly sentInTheClear: boolean;
  /** `null` where it was not looked at, because the URL has to be approved first. */
  readonly tls: TlsChoice | null;
}

/** What the person has not agreed to yet, in the order in which to ask. */
export function missingTerms(wanted: WantedTerms, agreed: AgreedTerms | undefined): MissingTerm[] {
  const missing: MissingTerm[] = [];
  if (wanted.namedOnlyByWorkspace && agreed?.workspaceUrl !== true) {
    missing.push('workspaceUrl');
  }
  if (wanted.sentInTheClear && agreed?.plainHttp !== true) {
    missing.push('plainHttp');
  }
  if (agreed?.tls && wanted.tls !== null && !sameChoice(agreed.tls, wanted.tls)) {
    missing.push('tlsChanged');
  }
  return missing;
}

/** The terms after the person said yes to everything that was wanted; earlier approvals stay. */
export function agreedTo(wanted: WantedTerms, before: AgreedTerms | undefined): AgreedTerms {
  return {
    workspaceUrl: wanted.namedOnlyByWorkspace || before?.workspaceUrl === true,
    plainHttp: wanted.sentInTheClear || before?.plainHttp === true,
    tls: wanted.tls ?? before?.tls ?? null,
    ...(before?.cluster === undefined ? {} : { cluster: before.cluster }),
  };
}

function sameChoice(one: TlsChoice, other: TlsChoice): boolean {
  return one.ca === other.ca && one.verifyCertificate === other.verifyCertificate;
}
