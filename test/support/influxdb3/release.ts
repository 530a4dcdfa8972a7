/** The recorded releases. They cover all differences that matter to a client. */
export type ReleaseName = '3.7' | '3.10';

export interface Release {
  version: string;
  revision: string;
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
  /** An expiration beyond the range of the clock: the token never expires, or the server panics. */
  expiryOverflow: 'never' | 'panic';
  /** If several requests create the same name at once, each loser uses up an ID. */
  raceLosersUseIds: boolean;
  recoveryErrorAllowsOrigins: boolean;
}

export const releases: Record<ReleaseName, Release> = {
  '3.7': {
    version: '3.7.0-nightly',
    revision: 'd9e44a234a',
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
    raceLosersUseIds: true,
    recoveryErrorAllowsOrigins: false,
  },
  '3.10': {
    version: '3.10.1',
    revision: 'c342445ac4',
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
    raceLosersUseIds: false,
    recoveryErrorAllowsOrigins: true,
  },
};
