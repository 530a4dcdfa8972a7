/** VS Code's settings under `http`, as they stand in a file that can hold anything, and the process's variables. */
export interface ProxySettings {
  readonly proxySupport: unknown;
  readonly proxy: unknown;
  readonly noProxy: unknown;
  readonly proxyStrictSSL: unknown;
  readonly proxyAuthorization: unknown;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What VS Code is told of the network that it is in. */
export interface NetworkSettings {
  readonly systemCertificates: boolean;
  readonly proxy: ProxySettings;
}
