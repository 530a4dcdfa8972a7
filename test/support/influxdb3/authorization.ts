/** A parsed `Authorization` header, or `malformed` if the server wouldn't accept its form. */
export type Authorization = { scheme: string; token: string } | 'malformed';

/** As on the server, capitalization counts, and with `Basic` the password is the token and the user name is ignored. */
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
  // Buffer skips invalid base64, but the server rejects it.
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return undefined;
  return Buffer.from(text, 'base64').toString('utf8');
}

/** The scheme of a header for the log: never the credentials, and never a token without a scheme. */
export function authorizationScheme(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const scheme = /^([A-Za-z]+) /.exec(header)?.[1];
  return scheme ?? (/^(?:bearer|token|basic)$/i.test(header) ? header : '');
}
