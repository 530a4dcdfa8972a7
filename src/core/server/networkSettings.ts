/** VS Code's `http` settings, unvalidated, and the environment variables of the process. */
export interface ProxySettings {
  readonly proxySupport: unknown;
  readonly proxy: unknown;
  readonly noProxy: unknown;
  readonly proxyStrictSSL: unknown;
  readonly proxyAuthorization: unknown;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface NetworkSettings {
  readonly systemCertificates: boolean;
  readonly proxy: ProxySettings;
}
