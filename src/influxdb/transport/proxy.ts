import * as l10n from '../../core/l10n.ts';
import * as v from 'valibot';
import type { ProxySettings } from '../../core/server/networkSettings.ts';
import { isLoopback } from '../../core/server/serverUrl.ts';
import { UserError } from '../../core/errors.ts';
import { isExempt } from './noProxy.ts';

export interface HttpProxy {
  /** Scheme, host, and port, without credentials. */
  readonly url: string;
  /** The setting or variable that defines the proxy, for error messages. */
  readonly definedIn: string;
  /** Returns the `Proxy-Authorization` header. It's a function so that printing an endpoint prints no password. */
  readonly authorization: (() => string) | undefined;
  readonly verifyCertificate: boolean;
}

const hostList = v.nullish(v.array(v.string()), []);
/** The characters allowed in a header. Others could end its line. */
const headerText = /^[\t\x20-\x7e\x80-\xff]+$/;

/**
 * Chooses the proxy for a server as VS Code's extension host does (`@vscode/proxy-agent` 0.45): none for this machine
 * and for hosts in `http.noProxy` (or in `NO_PROXY` if that is empty), otherwise `http.proxy`, otherwise the variables.
 * If both variables are set, VS Code uses `HTTPS_PROXY` for every server; this prefers the one for the server's scheme,
 * as most programs do. Extensions can't read the operating system's proxy settings or PAC script.
 * @throws UserError naming the setting or variable that is invalid; connecting directly instead would ignore it
 */
export function proxyFor(url: string, settings: ProxySettings): HttpProxy | undefined {
  if (settings.proxySupport === 'off' || isLoopback(url)) {
    return undefined;
  }
  const configured = configuredProxy(url, settings);
  if (configured === undefined || isExempt(url, noProxyEntries(settings))) {
    return undefined;
  }
  const { protocol, host, username, password } = parseProxyUrl(configured);
  const fromSetting = authorizationSetting(settings);
  const fromUrl = username === '' && password === '' ? undefined : basicAuthorization(configured, username, password);
  const authorization = fromUrl ?? fromSetting;
  return {
    url: `${protocol}//${host}`,
    definedIn: configured.source,
    authorization: authorization === undefined ? undefined : () => authorization,
    verifyCertificate: settings.proxyStrictSSL !== false,
  };
}

interface ConfiguredProxy {
  readonly source: string;
  readonly value: string;
}

function configuredProxy(url: string, { proxy, environment }: ProxySettings): ConfiguredProxy | undefined {
  if (typeof proxy === 'string' ? proxy.trim() !== '' : proxy !== undefined && proxy !== null) {
    return { source: 'http.proxy', value: typeof proxy === 'string' ? proxy.trim() : '' };
  }
  const schemes = url.startsWith('https:') ? ['https', 'http', 'all'] : ['http', 'https', 'all'];
  for (const variable of schemes.flatMap((scheme) => [`${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`])) {
    const value = environment[variable]?.trim() ?? '';
    if (value !== '') {
      // In variables, a host and port without a scheme is common.
      return { source: variable, value: value.includes('://') ? value : `http://${value}` };
    }
  }
  return undefined;
}

function parseProxyUrl({ source, value }: ConfiguredProxy): URL {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\/(?!\/)/i.exec(value)?.[1]?.toLowerCase() ?? '';
  if (/^socks\d?[a-z]?$/.test(scheme)) {
    throw new UserError(
      l10n.t(
        '"{0}" specifies a SOCKS proxy, which isn\'t supported. Use an HTTP proxy, or add the server\'s host to the setting "http.noProxy".',
        source,
      ),
    );
  }
  if (!/^https?$/.test(scheme) || /[\s\\]/.test(value) || !URL.canParse(value)) {
    throw invalidUrlError(source);
  }
  return new URL(value);
}

// The message leaves out the value, because it may contain a password.
function invalidUrlError(source: string): UserError {
  return new UserError(
    l10n.t(
      'The value of "{0}" isn\'t a valid proxy URL, so nothing was sent. Use a URL such as http://proxy.example:3128, or clear it.',
      source,
    ),
  );
}

function basicAuthorization({ source }: ConfiguredProxy, username: string, password: string): string {
  try {
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(credentials).toString('base64')}`;
  } catch {
    throw invalidUrlError(source);
  }
}

function authorizationSetting({ proxyAuthorization: value }: ProxySettings): string | undefined {
  if (value === undefined || value === null || value === '') {
    return undefined;
  }
  if (typeof value !== 'string' || !headerText.test(value)) {
    throw new UserError(
      l10n.t(
        'The setting "http.proxyAuthorization" isn\'t a valid header value, so nothing was sent. Use a single line such as "Basic ...", or clear it.',
      ),
    );
  }
  return value;
}

function noProxyEntries({ noProxy, environment }: ProxySettings): readonly string[] {
  const listed = v.safeParse(hostList, noProxy);
  if (!listed.success) {
    throw new UserError(
      l10n.t('The setting "http.noProxy" isn\'t a list of host names, so nothing was sent. Correct it and try again.'),
    );
  }
  const variable = environment['no_proxy'] ?? '';
  const inEnvironment = variable === '' ? (environment['NO_PROXY'] ?? '') : variable;
  return listed.output.length > 0 ? listed.output : inEnvironment.split(/[,\s]+/);
}
