/**
 * The sentences and labels that tests look for, by key, so that a change of wording is a change of this file alone.
 * `wording.test.ts` checks that the extension really has each of them.
 */
const sentences = {
  certificateExpired: "The server's certificate has expired. Ask the server's administrator to renew it.",
  certificateNotYetValid: "The server's certificate isn't valid yet. Check the clocks of this machine and the server.",
  certificateOfUnknownAuthority:
    "The server's certificate was issued by an authority that this machine doesn't trust. Set \"caFile\" in the server's entry to that authority's certificate.",
  certificateSelfSigned:
    'The server uses a self-signed certificate. If you trust it, set "caFile" in the server\'s entry to that certificate.',
  notAProxy: '{0} doesn\'t respond like a proxy. Check the URL in "{1}", including http:// or https://.',
  proxyCertificateRejected:
    'The certificate of the proxy {0} was rejected ({1}). Add its certificate authority to this machine\'s trusted certificates, or turn off the setting "http.proxyStrictSSL".',
  proxyCredentialsRejected:
    'The proxy {0} rejected the user name and password. Correct them in "{1}" or in the setting "http.proxyAuthorization".',
  proxyCredentialsRequired:
    'The proxy {0} requires a user name and password. Add them to its URL in "{1}", or set "http.proxyAuthorization".',
  proxyUnreachable:
    'Couldn\'t reach the proxy {0} ({1}). Correct "{2}", or add the server\'s host to the setting "http.noProxy".',
  proxyWithoutTls: 'The proxy {0} doesn\'t use TLS. Use http:// in its URL in "{1}".',
  timedOut:
    '{0} didn\'t send a complete response within {1} seconds (setting "influxdb3Tokens.requestTimeoutSeconds").',
  timedOutAfterOneSecond:
    '{0} didn\'t send a complete response within 1 second (setting "influxdb3Tokens.requestTimeoutSeconds").',
  timedOutThroughProxy:
    'Through the proxy {0}, {1} didn\'t send a complete response within {2} seconds (setting "influxdb3Tokens.requestTimeoutSeconds").',
  timedOutThroughProxyAfterOneSecond:
    'Through the proxy {0}, {1} didn\'t send a complete response within 1 second (setting "influxdb3Tokens.requestTimeoutSeconds").',
  tokenCreated: 'The token "{0}" was created on {1}.',
  useHttpsHint: 'If this server uses TLS, use https:// in its URL.',
} as const;

export type SentenceKey = keyof typeof sentences;

/** The sentence with its placeholders filled in order; what isn't given stays a placeholder. */
export function sentence(key: SentenceKey, ...values: readonly (string | number)[]): string {
  return sentences[key].replace(/\{(\d)\}/g, (placeholder, index: string) =>
    String(values[Number(index)] ?? placeholder),
  );
}

/** Matches text that contains the sentence; a value that isn't given matches anything. */
export function sentencePattern(key: SentenceKey, ...values: readonly (string | number | undefined)[]): RegExp {
  const source = escaped(sentences[key]).replace(/\\\{(\d)\\\}/g, (_, index: string) => {
    const value = values[Number(index)];
    return value === undefined ? '[^]*' : escaped(String(value));
  });
  return new RegExp(source);
}

/** All sentences, for the check that the extension has them. */
export const allSentences: readonly string[] = Object.values(sentences);

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
