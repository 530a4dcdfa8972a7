import { startTokenServer, type TokenServer, type TokenServerOptions } from '../../../../support/influxdb3/server.ts';
import { sendRequest, type Reply } from './sendRequest.ts';
import { bearerHeader, createOperator, listTokens, tokenIn, tokenPath } from './tokenCalls.ts';

export const resourceTokenPath = '/api/v3/enterprise/configure/token';
export const databasePath = '/api/v3/configure/database';
const json = { 'content-type': 'application/json' };

/** An Enterprise server, and its requests. `by` is a token, by default the operator token. */
export class EnterpriseServer {
  readonly server: TokenServer;
  readonly operator: string;

  constructor(server: TokenServer, operator: string) {
    this.server = server;
    this.operator = operator;
  }

  static async start(options: TokenServerOptions = {}, databases: readonly string[] = []): Promise<EnterpriseServer> {
    const server = await startTokenServer({ product: 'enterprise', ...options });
    const started = new EnterpriseServer(server, await createOperator(server.url));
    for (const database of databases) await started.createDatabase(database);
    return started;
  }

  static async startWithoutAuth(options: TokenServerOptions = {}): Promise<EnterpriseServer> {
    return new EnterpriseServer(await startTokenServer({ product: 'enterprise', withoutAuth: true, ...options }), '');
  }

  /** `permissions` in the short form, such as `db:a,b:read`. */
  create(name: string, permissions: readonly string[], more: object = {}, by = this.operator): Promise<Reply> {
    const entries = permissions.map((text) => {
      const [type, names = '', actions = ''] = text.split(':');
      const list = (part: string) => part.split(',').filter((item) => item !== '');
      return { resource_type: type, resource_names: list(names), actions: list(actions) };
    });
    return this.post(resourceTokenPath, { token_name: name, permissions: entries, ...more }, by);
  }

  async token(name: string, permissions: readonly string[], more: object = {}): Promise<string> {
    return tokenIn(await this.create(name, permissions, more));
  }

  /** The list's `permissions` of a token. */
  async permissionsOf(name: string): Promise<unknown> {
    const rows = await listTokens(this.server.url, this.operator);
    return rows.find((row) => row['name'] === name)?.['permissions'];
  }

  post(path: string, body: unknown, by = this.operator): Promise<Reply> {
    const headers = { ...bearerHeader(by), ...json };
    return sendRequest(this.server.url, path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  createDatabase(name: string, by?: string): Promise<Reply> {
    return this.post(databasePath, { db: name }, by);
  }

  deleteDatabase(name: string, more = '', by = this.operator): Promise<Reply> {
    return this.#send('DELETE', `${databasePath}?db=${name}${more}`, by);
  }

  deleteToken(name: string, by = this.operator): Promise<Reply> {
    return this.#send('DELETE', `${tokenPath}?token_name=${encodeURIComponent(name)}`, by);
  }

  get(path: string, by = this.operator): Promise<Reply> {
    return this.#send('GET', path, by);
  }

  async canRead(by: string, database: string): Promise<boolean> {
    return this.#isAllowed(await this.post('/api/v3/query_sql', { db: database, q: 'SELECT 1' }, by), 200);
  }

  async canWrite(by: string, database: string): Promise<boolean> {
    const options = { method: 'POST', headers: bearerHeader(by), body: 'm f=1' };
    return this.#isAllowed(await sendRequest(this.server.url, `/api/v3/write_lp?db=${database}`, options), 204);
  }

  close(): Promise<void> {
    return this.server.close();
  }

  #isAllowed({ status, body }: Reply, success: number): boolean {
    if (status === success) return true;
    if (status === 403 && body === '') return false;
    throw new Error(`${status}: ${body}`);
  }

  #send(method: string, path: string, by: string): Promise<Reply> {
    return sendRequest(this.server.url, path, { method, headers: bearerHeader(by) });
  }
}
