import * as l10n from '../l10n.ts';
import { containsTokenString } from '../token/token.ts';
import { UserError } from '../errors.ts';
import { trimEnd } from '../trimEnd.ts';

/** In characters. Servers and proxies accept no URLs that are much longer. */
const maxUrlLength = 2000;

/** Returns the canonical form of a base URL, under which secrets are stored. @throws UserError if it's not valid */
export function normalizeServerUrl(text: string): string {
  throwIfTooLong(text);
  const trimmed = text.trim();
  if (trimmed === '') {
    throw new UserError(l10n.t('Enter a URL such as https://localhost:8181.'));
  }
  if (/[\p{Cc}\s]/u.test(trimmed)) {
    throw new UserError(l10n.t("A URL can't contain spaces or line breaks."));
  }
  if (containsTokenString(trimmed)) {
    throw new UserError(l10n.t('This URL contains a token. Keep the token secret and enter only the base URL.'));
  }
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    throw new UserError(l10n.t('Start the URL with http:// or https://, for example, https://localhost:8181.'));
  }
  if (scheme !== 'http' && scheme !== 'https') {
    throw new UserError(l10n.t('InfluxDB uses http or https, not {0}.', scheme));
  }
  // `URL` reads a backslash as a slash and, after three slashes, takes the first path segment as the host.
  if (!URL.canParse(trimmed) || /\\|^[^:]+:\/{3}/.test(trimmed)) {
    throw new UserError(l10n.t("This isn't a valid URL. Enter a URL such as https://localhost:8181."));
  }
  const url = new URL(trimmed);
  if (url.username !== '' || url.password !== '') {
    throw new UserError(
      l10n.t('Remove the user name and password from the URL. You enter the token when you sign in.'),
    );
  }
  // `URL` doesn't report an empty query or fragment.
  if (/[?#]/.test(trimmed)) {
    throw new UserError(l10n.t('Remove "?" or "#" and everything after it. Enter only the base URL.'));
  }
  // The keys of secrets use `|` as a separator.
  const normalized = `${url.protocol}//${url.host}${trimEnd(url.pathname, '/').replaceAll('|', '%7C')}`;
  throwIfTooLong(normalized);
  return normalized;
}

function throwIfTooLong(url: string): void {
  if (url.length > maxUrlLength) {
    throw new UserError(l10n.t('A URL can have up to {0} characters.', maxUrlLength));
  }
}

export function isLoopback(url: string): boolean {
  const host = new URL(url).hostname.replace(/\.$/, '');
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    /^127\.\d+\.\d+\.\d+$/.test(host) ||
    host === '0.0.0.0' ||
    host === '[::1]' ||
    host === '[::]' ||
    /^\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\]$/.test(host)
  );
}

export function isSentInTheClear(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  // Many machines resolve `*.localhost` and names that end with a dot through DNS, so they can lead elsewhere.
  return protocol === 'http:' && (!isLoopback(url) || /\.localhost$|\.$/.test(hostname));
}

/** Contains this machine's ID for a loopback URL, because secrets stay on the desktop but `localhost` differs. */
export function serverIdentity(url: string, machineId: string): string {
  return isLoopback(url) ? `${machineId}@${url}` : url;
}
