import * as l10n from '../../core/l10n.ts';
import { safeCause } from './safeCause.ts';
import type { HttpProxy } from './proxy.ts';
import { classifyConnectError } from './networkErrors.ts';
import { ServerError, type ServerErrorKind } from './serverError.ts';

const certificateKinds: readonly ServerErrorKind[] = [
  'unknownAuthority',
  'selfSigned',
  'wrongHost',
  'certificateExpired',
  'certificateRejected',
];

const hostOf = (url: string) => new URL(url).host;

export function proxyUnreachableError(thrown: unknown, proxy: HttpProxy): ServerError {
  const { code, kind } = classifyConnectError(thrown);
  const details = { outcome: 'nothing', cause: safeCause(thrown) } as const;
  if (kind === 'plainHttpExpected') {
    const message = l10n.t(
      'The proxy {0} doesn\'t use TLS. Use http:// in its URL in "{1}".',
      hostOf(proxy.url),
      proxy.definedIn,
    );
    return new ServerError('proxyUnreachable', message, details);
  }
  if (certificateKinds.includes(kind)) {
    const message = l10n.t(
      'The certificate of the proxy {0} was rejected ({1}). Add its certificate authority to this machine\'s trusted certificates, or turn off the setting "http.proxyStrictSSL".',
      hostOf(proxy.url),
      code,
    );
    return new ServerError('proxyCertificateRejected', message, details);
  }
  const message = l10n.t(
    'Couldn\'t reach the proxy {0} ({1}). Correct the proxy URL in "{2}", or add the server\'s host to the setting "http.noProxy".',
    hostOf(proxy.url),
    code === '' ? l10n.own(l10n.t('no connection')) : code,
    proxy.definedIn,
  );
  return new ServerError('proxyUnreachable', message, details);
}

export function proxyCredentialsError(proxy: HttpProxy): ServerError {
  const message =
    proxy.authorization === undefined
      ? l10n.t(
          'The proxy {0} requires a user name and password. Add them to its URL in "{1}", or set "http.proxyAuthorization".',
          hostOf(proxy.url),
          proxy.definedIn,
        )
      : l10n.t(
          'The proxy {0} rejected the user name and password. Correct them in "{1}" or in the setting "http.proxyAuthorization".',
          hostOf(proxy.url),
          proxy.definedIn,
        );
  return new ServerError('proxyAuthenticationRequired', message, { outcome: 'nothing', status: 407 });
}

export function proxyRefusedError(status: number, proxy: HttpProxy, serverUrl: string): ServerError {
  if (status === 407) {
    return proxyCredentialsError(proxy);
  }
  const message = l10n.t(
    'The proxy {0} refused to connect to {1} (status {2}). Check the URL, ask the proxy\'s administrator to allow it, or add the host to the setting "http.noProxy".',
    hostOf(proxy.url),
    hostOf(serverUrl),
    status,
  );
  return new ServerError('proxyFailed', message, { outcome: 'nothing', status });
}

/** For a proxy that was reached but gave no valid response to CONNECT. */
export function proxyFailedError(thrown: unknown, proxy: HttpProxy): ServerError {
  if (thrown instanceof ServerError) {
    return thrown;
  }
  const message = l10n.t(
    '{0} doesn\'t respond like a proxy. Check the URL in "{1}", including http:// or https://.',
    hostOf(proxy.url),
    proxy.definedIn,
  );
  return new ServerError('proxyFailed', message, { outcome: 'nothing', cause: safeCause(thrown) });
}
