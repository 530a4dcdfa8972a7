import * as l10n from '@vscode/l10n';
import { holdsTokenString } from './token.ts';
import { UserError } from './userError.ts';

/**
 * The normalised base URL in what a person typed or a settings file holds: scheme, lower-case host, port where it is
 * not the scheme's own, path prefix, no trailing slash. This is the name by which secrets are kept.
 * @throws UserError that says what to change
 */
export function normaliseServerUrl(text: string): string {
  const typed = text.trim();
  if (typed === '') {
    throw new UserError(l10n.t('Enter a URL, such as https://localhost:8181.'));
  }
  if (/[\p{Cc}\s]/u.test(typed)) {
    throw new UserError(l10n.t("A URL can't contain spaces or line breaks."));
  }
  if (holdsTokenString(typed)) {
    throw new UserError(l10n.t('This URL contains a token. Keep it secret, and enter only the base URL.'));
  }
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(typed)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    throw new UserError(l10n.t('Start the URL with http:// or https://, for example, https://localhost:8181.'));
  }
  if (scheme !== 'http' && scheme !== 'https') {
    throw new UserError(l10n.t('InfluxDB uses http or https, not {0}.', scheme));
  }
  // `URL` would read a backslash as a slash, and take the first piece of the path for the host after three slashes.
  if (!URL.canParse(typed) || /\\|^[^:]+:\/{3}/.test(typed)) {
    throw new UserError(l10n.t("This isn't a valid URL. Enter a URL such as https://localhost:8181."));
  }
  const url = new URL(typed);
  if (url.username !== '' || url.password !== '') {
    throw new UserError(
      l10n.t('Remove the user name and password from the URL. You enter the token when you sign in.'),
    );
  }
  // Of an empty query or fragment `URL` tells nothing.
  if (/[?#]/.test(typed)) {
    throw new UserError(l10n.t('Remove everything from "?" or "#" on. Enter only the base URL.'));
  }
  // The bar separates the parts of a secret's key.
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '').replaceAll('|', '%7C')}`;
}

/** Whether a URL leads to the machine that this runs on. Takes a normalised URL. */
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

/** Whether a token sent to this URL may travel readable over a network. Takes a normalised URL. */
export function isSentInTheClear(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  // Names under `localhost`, and the one with a dot at its end, are asked of DNS on many machines.
  return protocol === 'http:' && (!isLoopback(url) || /\.localhost$|\.$/.test(hostname));
}

/**
 * What secrets are kept under. A loopback URL means another machine in every container and SSH host, while secrets
 * live with the person's client, so this machine's random id belongs to it.
 */
export function serverIdentity(url: string, machineId: string): string {
  return isLoopback(url) ? `${machineId}@${url}` : url;
}
