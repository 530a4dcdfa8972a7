/** What an `Authorization` header holds, or that it is none the server understands. */
export type Authorization = { scheme: string; token: string } | 'malformed';

/**
 * Reads the header as the server does: a scheme with exactly this capitalisation, one space, one token. `Basic`
 * carries the token as its password; the user's name means nothing.
 */
export function parseAuthorization(header: string): Authorization {
  const [scheme = '', credentials, ...rest] = header.trim().split(' ');
  if (credentials === undefined || credentials === '' || rest.length > 0) return 'malformed';
  if (scheme === 'Bearer' || scheme === 'Token') return { scheme, token: credentials };
  if (scheme !== 'Basic') return 'malformed';

  const decoded = decodeBase64(credentials);
  const [, password, ...more] = decoded?.split(':') ?? [];
  if (password === undefined || more.length > 0) return 'malformed';
  return { scheme, token: password };
}

function decodeBase64(text: string): string | undefined {
  // Buffer reads over what is no base64; the server does not.
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return undefined;
  return Buffer.from(text, 'base64').toString('utf8');
}

/** The first word of a header, for the log: never what follows it, and never a lone token. */
export function authorizationScheme(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const scheme = /^([A-Za-z]+) /.exec(header)?.[1];
  return scheme ?? (/^(?:bearer|token|basic)$/i.test(header) ? header : '');
}
