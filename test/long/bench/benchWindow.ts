import { Emitter } from '../../../src/core/emitter.ts';
import type { Server } from '../../../src/core/server/server.ts';
import type { Token } from '../../../src/core/token/token.ts';
import { createNamedToken as send } from '../../../src/influxdb/createNamedToken.ts';
import { listTokens } from '../../../src/influxdb/listTokens.ts';
import { createNamedToken } from '../../../src/operations/createNamedToken.ts';
import type { ServerAccess } from '../../../src/operations/ports.ts';
import { createServerAccess } from '../../../src/operations/serverAccess.ts';
import { rememberSignIn } from '../../../src/operations/steps/approval.ts';
import { NewTokens } from '../../../src/operations/steps/newTokens.ts';
import { directNetwork } from '../../support/directNetwork.ts';
import type { TokenServer } from '../../support/influxdb3/server.ts';
import { ScriptedPerson } from '../../unit/operations/support/scriptedPerson.ts';
import { silentNotice } from '../../unit/operations/support/silentNotice.ts';
import { MemoryMemento, MemorySecrets } from '../../unit/storage/helpers/memoryStorage.ts';

const ignore = () => undefined;
const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
const lifetime = 3_600;

/** A window that is signed in, with its storage and the clipboard in memory, and its journal on the disk. */
export class BenchWindow {
  readonly #server: Server;
  readonly #servers: ServerAccess;
  readonly #bearer: Token;
  #copied: { readonly token: Token; readonly time: number } | undefined;

  private constructor(server: Server, servers: ServerAccess, bearer: Token) {
    this.#server = server;
    this.#servers = servers;
    this.#bearer = bearer;
  }

  static async open({ caFile }: TokenServer, folder: string, url: string, bearer: Token): Promise<BenchWindow> {
    const server: Server = {
      kind: 'server',
      name: 'Bench',
      url,
      caFile,
      verifyCertificate: true,
      scope: 'user',
      isProduction: false,
      isReadOnly: false,
    };
    // It knows no server, so that it starts no refresh that would slow down the next round.
    const settings = {
      network: directNetwork,
      requestTimeout: 10_000,
      servers: () => [],
      onDidChange: new Emitter<undefined>().event,
    };
    const state = new MemoryMemento();
    const storage = {
      secrets: new MemorySecrets(),
      state,
      workspaceState: state,
      folder,
      onMetadataNotSaved: ignore,
    };
    const servers = createServerAccess(storage, settings, log);
    const connection = await servers.connections.prepare(server);
    await servers.tokens.storeSignIn(connection.identity, bearer, '_admin');
    await rememberSignIn(connection, await connection.fetchClusterId(), servers.approvals);
    return new BenchWindow(server, servers, bearer);
  }

  /** As the extension does it. @returns when the token was copied */
  async create(name: string): Promise<number> {
    const clipboard = { copy: (token: Token) => Promise.resolve(this.#copy(token)) };
    const servers = this.#servers;
    const newTokens = new NewTokens({
      servers,
      clipboard,
      settings: { keepCreatedTokens: true },
      notice: silentNotice,
    });
    const input = { name, lifetime: { seconds: lifetime } };
    const { token } = await createNamedToken(this.#server, input, {
      person: new ScriptedPerson([]),
      servers,
      newTokens,
    });
    if (token !== this.#copied?.token) {
      throw new Error('The token was not copied.');
    }
    return this.#copied.time;
  }

  /** As it was done before the requests of an operation shared a connection, and without a journal. */
  async createAsBefore(name: string, { checks }: { readonly checks: boolean }): Promise<void> {
    const connection = await this.#servers.connections.prepare(this.#server);
    const { channel, ...endpoint } = connection.endpoint;
    if (channel === undefined) {
      throw new Error("The current code uses no channel, so the times can't be compared.");
    }
    if (checks) {
      await connection.fetchClusterId();
    }
    await listTokens(endpoint, this.#bearer);
    const { token } = await send(endpoint, this.#bearer, name, lifetime);
    await this.#servers.tokens.store(connection.identity, token, name, { untilSavedElsewhere: false });
    this.#copy(token);
  }

  async list(settings: Pick<Server, 'verifyCertificate'>): Promise<void> {
    const { endpoint } = await this.#servers.connections.prepare({ ...this.#server, ...settings });
    await listTokens(endpoint, this.#bearer);
  }

  #copy(token: Token): number {
    this.#copied = { token, time: performance.now() };
    return 0;
  }
}
