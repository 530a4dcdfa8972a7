/** The releases that were recorded. Between them lie all the differences that a client has to live with. */
export type ReleaseName = '3.7' | '3.10';

export interface Release {
  version: string;
  revision: string;
  /** `/ping` tells the product's name. */
  pingNamesProduct: boolean;
  /** The body of a 401. */
  unauthenticatedBody: string;
  sendsClusterUuid: boolean;
  notFoundBody: string;
  /** The main port's 404 for an unknown route lets every origin read it. */
  notFoundAllowsOrigins: boolean;
  healthContentType: string | undefined;
  /** The name is told after the message when a delete finds none. */
  deleteNamesMissingToken: boolean;
  bodyTooLargeStatus: number;
  /** Stands before the schema error of a query for a column that is not there. */
  planningErrorPrefix: string;
  /** Before a positive exponent in messages about numbers. */
  exponentSign: '' | '+';
  /** An expiry beyond the clock: a token without one, or a panic that drops the connection. */
  expiryOverflow: 'never' | 'panic';
  /** Of several creates of one name at once, the losers used up an id each. */
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
