import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import type { ProxySettings } from '../core/networkSettings.ts';
import { isLoopback } from '../core/serverUrl.ts';
import { UserError } from '../core/userError.ts';
import { isExempt } from './noProxy.ts';

/** A proxy between this machine and a server. */
export interface HttpProxy {
  /** Scheme, host and port, without what it wants to know of who asks. */
  readonly url: string;
  /** The setting or the variable that names it, for a person who has to correct it. */
  readonly namedBy: string;
  /** The value of `Proxy-Authorization`. A function, so that nobody who prints an endpoint prints a password. */
  readonly authorization: (() => string) | undefined;
  /** Whether the certificate of an `https:` proxy is looked at. */
  readonly verifyCertificate: boolean;
}

const namesList = v.nullish(v.array(v.string()), []);
/** What a header can hold: all else would break out of its line. */
const headerText = /^[\t\x20-\x7e\x80-\xff]+$/;

/**
 * The proxy for a server, in the order of VS Code's own extension host (`@vscode/proxy-agent` 0.45): none for this
 * machine; none for what `http.noProxy` names, which where it is not empty takes the place of `NO_PROXY`; then
 * `http.proxy`, then the variables. VS Code takes `HTTPS_PROXY` for every server if both are set; here each scheme has
 * its own first, as everywhere else. What the operating system or a PAC script says is told to no extension.
 * @param url a normalised URL
 * @throws UserError that names the setting or variable that is no proxy's, in whose place nothing may be sent directly
 */
export function proxyFor(url: string, settings: ProxySettings): HttpProxy | undefined {
  if (settings.proxySupport === 'off' || isLoopback(url)) {
    return undefined;
  }
  const named = namedProxy(url, settings);
  if (named === undefined || isExempt(url, exemptionsIn(settings))) {
    return undefined;
  }
  const { protocol, host, username, password } = urlOf(named);
  const header = authorizationIn(settings);
  const own = username === '' && password === '' ? undefined : basic(named, username, password);
  const authorization = own ?? header;
  return {
    url: `${protocol}//${host}`,
    namedBy: named.by,
    authorization: authorization === undefined ? undefined : () => authorization,
    verifyCertificate: settings.proxyStrictSSL !== false,
  };
}

interface Named {
  readonly by: string;
  readonly text: string;
}

function namedProxy(url: string, { proxy, environment }: ProxySettings): Named | undefined {
  if (typeof proxy === 'string' ? proxy.trim() !== '' : proxy !== undefined && proxy !== null) {
    return { by: 'http.proxy', text: typeof proxy === 'string' ? proxy.trim() : '' };
  }
  const schemes = url.startsWith('https:') ? ['https', 'http', 'all'] : ['http', 'https', 'all'];
  for (const variable of schemes.flatMap((scheme) => [`${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`])) {
    const text = environment[variable]?.trim() ?? '';
    if (text !== '') {
      // There a bare host and port is as good as a URL.
      return { by: variable, text: text.includes('://') ? text : `http://${text}` };
    }
  }
  return undefined;
}

function urlOf({ by, text }: Named): URL {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\/(?!\/)/i.exec(text)?.[1]?.toLowerCase() ?? '';
  if (/^socks\d?[a-z]?$/.test(scheme)) {
    throw new UserError(
      l10n.t(
        '"{0}" specifies a SOCKS proxy, which isn\'t supported. Use an HTTP proxy, or add the server\'s host to the setting "http.noProxy".',
        by,
      ),
    );
  }
  if (!/^https?$/.test(scheme) || /[\s\\]/.test(text) || !URL.canParse(text)) {
    throw noUrl(by);
  }
  return new URL(text);
}

// The text itself stays out of it: there may be a password in it.
function noUrl(by: string): UserError {
  return new UserError(
    l10n.t(
      'The value of "{0}" isn\'t a valid proxy URL, so nothing was sent. Use a URL such as http://proxy.example:3128, or leave it empty.',
      by,
    ),
  );
}

function basic({ by }: Named, username: string, password: string): string {
  try {
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(credentials).toString('base64')}`;
  } catch {
    throw noUrl(by);
  }
}

function authorizationIn({ proxyAuthorization: value }: ProxySettings): string | undefined {
  if (value === undefined || value === null || value === '') {
    return undefined;
  }
  if (typeof value !== 'string' || !headerText.test(value)) {
    throw new UserError(
      l10n.t(
        'The setting "http.proxyAuthorization" isn\'t a valid header value, so nothing was sent. Use a single line such as "Basic …", or leave it empty.',
      ),
    );
  }
  return value;
}

function exemptionsIn({ noProxy, environment }: ProxySettings): readonly string[] {
  const listed = v.safeParse(namesList, noProxy);
  if (!listed.success) {
    throw new UserError(l10n.t('The setting "http.noProxy" isn\'t a list of host names, so nothing was sent.'));
  }
  const variable = environment['no_proxy'] ?? '';
  const inEnvironment = variable === '' ? (environment['NO_PROXY'] ?? '') : variable;
  return listed.output.length > 0 ? listed.output : inEnvironment.split(/[,\s]+/);
}
