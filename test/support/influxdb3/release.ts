/** 3.7 and 3.10 were recorded. What 3.11 does differently comes from its release notes. */
export const releaseNames = ['3.7', '3.10', '3.11'] as const;
export type ReleaseName = (typeof releaseNames)[number];

export interface Release {
  version: string;
  revision: string;
  /** The Enterprise release of that time, which has a version of its own. */
  enterprise: { version: string; revision: string };
  pingNamesProduct: boolean;
  unauthenticatedBody: string;
  sendsClusterUuid: boolean;
  notFoundBody: string;
  /** The main port's 404 for unknown routes has a CORS header. */
  notFoundAllowsOrigins: boolean;
  healthContentType: string | undefined;
  /** A delete's 404 ends with the name. */
  deleteNamesMissingToken: boolean;
  bodyTooLargeStatus: number;
  planningErrorPrefix: string;
  /** Sign of positive exponents in messages. */
  exponentSign: '' | '+';
  /** An expiration beyond the range of the clock: never, the latest time there is, or a panic of the server. */
  expiryOverflow: 'never' | 'saturate' | 'panic';
  /** A second token with the same hash, which only a token file can contain, is refused. */
  refusesKnownHash: boolean;
  /** Enterprise has the routes for user sign-in. */
  hasUserSignIn: boolean;
  /** The environment variables that stand for options of the command line. */
  readsEnvironment: boolean;
  /** If several requests create the same name at once, each loser uses up an ID. */
  raceLosersUseIds: boolean;
  recoveryErrorAllowsOrigins: boolean;
}

const release310: Release = {
  version: '3.10.1',
  revision: 'c342445ac4',
  enterprise: { version: '3.10.1', revision: '0000000000' },
  pingNamesProduct: true,
  unauthenticatedBody: '{"error": "the request was not authenticated"}',
  sendsClusterUuid: true,
  notFoundBody: 'Not found',
  notFoundAllowsOrigins: false,
  healthContentType: 'text/plain; charset=utf-8',
  deleteNamesMissingToken: true,
  bodyTooLargeStatus: 413,
  planningErrorPrefix: '',
  exponentSign: '+',
  expiryOverflow: 'never',
  refusesKnownHash: false,
  hasUserSignIn: true,
  readsEnvironment: false,
  raceLosersUseIds: false,
  recoveryErrorAllowsOrigins: true,
};

export const releases: Record<ReleaseName, Release> = {
  '3.7': {
    version: '3.7.0-nightly',
    revision: 'd9e44a234a',
    enterprise: { version: '3.7.0', revision: '0000000000' },
    pingNamesProduct: false,
    unauthenticatedBody: '',
    sendsClusterUuid: false,
    notFoundBody: 'not found',
    notFoundAllowsOrigins: true,
    healthContentType: undefined,
    deleteNamesMissingToken: false,
    bodyTooLargeStatus: 500,
    planningErrorPrefix: 'query error: error while planning query: ',
    exponentSign: '',
    expiryOverflow: 'panic',
    refusesKnownHash: false,
    hasUserSignIn: false,
    readsEnvironment: false,
    raceLosersUseIds: true,
    recoveryErrorAllowsOrigins: false,
  },
  '3.10': release310,
  '3.11': {
    ...release310,
    version: '3.11.2',
    revision: '0000000000',
    enterprise: { version: '3.11.5', revision: '0000000000' },
    expiryOverflow: 'saturate',
    refusesKnownHash: true,
    readsEnvironment: true,
  },
};
