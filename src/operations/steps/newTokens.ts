import { toError } from '../../core/errors.ts';
import type { NewToken } from '../../influxdb/decode.ts';
import type { Connection } from '../../servers/connections.ts';
import type { PlannedRequest } from '../../rotation/adapters.ts';
import type { OpenRequest } from '../../storage/requestJournal.ts';
import type { ServerAccess } from '../ports.ts';
import { rememberSignIn } from './approval.ts';
import type { NewTokenClipboard, NewTokenNotice, PermissionDifference } from './newTokenNotice.ts';
import { endEarlier, endStored, recordingCopy, ResponseLost, sendJournaled } from './tokenRequest/journaledRequest.ts';

interface NewTokenPorts {
  readonly servers: ServerAccess;
  readonly clipboard: NewTokenClipboard;
  readonly settings: { readonly keepCreatedTokens: boolean };
  readonly notice: NewTokenNotice;
}

export type NewTokenCheck = (created: NewToken) => Promise<PermissionDifference | undefined>;

type CheckedRequest = PlannedRequest & { readonly check: NewTokenCheck | undefined };

/** The only code that sends requests for new tokens: it journals each one first, and stores the token at once. */
export class NewTokens {
  readonly #ports: NewTokenPorts;

  constructor(ports: NewTokenPorts) {
    this.#ports = ports;
  }

  /** Whether new tokens stay stored, as the user's settings say now. */
  get keepsCreated(): boolean {
    return this.#ports.settings.keepCreatedTokens;
  }

  /**
   * @param check of a token that is already stored, for the notification. Must not throw
   * @throws ResponseLost; the error of `send` if nothing was created, but no error after a token was created
   */
  async create(connection: Connection, planned: PlannedRequest, check?: NewTokenCheck): Promise<NewToken> {
    const { created, open } = await sendJournaled(connection, planned, this.#ports.servers.requests);
    await this.#store(connection, created, { ...planned, check }, open);
    return created;
  }

  /** The token stays stored until the rotation ends. If storing it fails, a notification stays until it's saved. */
  async createForRotation(
    connection: Connection,
    planned: PlannedRequest,
    { copiesToClipboard }: { readonly copiesToClipboard: boolean },
  ): Promise<NewToken> {
    const { created, open } = await sendJournaled(connection, planned, this.#ports.servers.requests).catch(
      async (error: unknown) => {
        if (error instanceof ResponseLost) {
          // The rotation checks what happened when it's finished or undone.
          await error.open.release();
          throw error.cause;
        }
        throw error;
      },
    );
    try {
      await this.#writeSecret(connection, created, { untilSavedElsewhere: false });
    } catch (error) {
      this.#rescue(connection, created, open, { untilSavedElsewhere: false, error: toError(error) }).then(
        () => open.end(),
        () => open.release(),
      );
      throw error;
    }
    try {
      // If signing in fails, the token is still stored, and resuming the rotation signs in with it.
      if (planned.signsIn) {
        await this.signIn(connection, created, planned.before?.hash);
        this.#ports.notice.signedIn();
      }
      if (copiesToClipboard) {
        await this.#tryCopy(created);
      }
    } finally {
      await endStored(open, created, this.#ports.servers.requests);
    }
    return created;
  }

  async askWhetherSaved(connection: Connection, name: string, hash: string): Promise<void> {
    const { servers, notice } = this.#ports;
    const { identity } = connection;
    try {
      const token = this.keepsCreated ? undefined : await servers.tokens.findByHash(identity, hash);
      if (token !== undefined) {
        await servers.tokens.store(identity, token, name, { untilSavedElsewhere: true });
        notice.confirmSaved(connection, { name, hash });
      }
    } catch (error) {
      // The rotation is complete and the token is stored, so this isn't an error of the command.
      notice.failed(toError(error));
    }
  }

  /** Does what's left to do for a token that was stored right before VS Code was killed. */
  async completeStored(connection: Connection, name: string, hash: string): Promise<void> {
    const cluster = connection.endpoint.channel?.clusterId ?? undefined;
    if (await this.#ports.servers.tokens.restoreName(connection.identity, hash, name, cluster)) {
      await this.askWhetherSaved(connection, name, hash);
    }
  }

  /** @param replacedHash SHA-512 prefix of the token that the new one replaces */
  async signIn(connection: Connection, created: NewToken, replacedHash?: string | null): Promise<void> {
    const { servers } = this.#ports;
    const current = await servers.tokens.readSignIn(connection.identity);
    if (current.kind === 'token' && (replacedHash == null || !current.token.matches(replacedHash))) {
      // The user has since signed in with another token, and this may be its only copy.
      await servers.tokens.preserveSignIn(connection.identity);
    }
    // By now, a different InfluxDB server than the one that created the token may respond. If a proxy rejects the
    // request for the ID, later requests for it will fail too, so `null` is stored.
    const reported = await connection.fetchClusterId().catch(() => undefined);
    const cluster = reported === null ? null : (created.clusterUuid ?? reported);
    // Store the token before the cluster: the previous token must not be sent to the new token's cluster.
    await servers.tokens.storeSignIn(connection.identity, created.token, created.name);
    await rememberSignIn(connection, cluster, servers.approvals);
    const { name, url } = connection.server;
    const token = { name: created.name, hash: created.token.hash };
    await servers.history.add({ action: 'signIn', outcome: 'done', server: { name, url }, token });
  }

  async #store(connection: Connection, created: NewToken, planned: CheckedRequest, open: OpenRequest): Promise<void> {
    const untilSavedElsewhere = !this.keepsCreated;
    try {
      await this.#writeSecret(connection, created, { untilSavedElsewhere });
    } catch (error) {
      this.#rescue(connection, created, open, { untilSavedElsewhere, error: toError(error) })
        .then(async (isStored) => !isStored || (await this.#afterStoring(connection, created, planned)))
        .then(
          (isDone) => (isDone ? open.end() : undefined),
          () => open.release(),
        );
      return;
    }
    if (await this.#afterStoring(connection, created, planned)) {
      await endStored(open, created, this.#ports.servers.requests);
    } else {
      // The window may be closing, so messages may not be seen. The next start signs in and reports what happened.
      await endEarlier(open.request, this.#ports.servers.requests);
    }
  }

  /** Signs in, copies, and notifies. If any of these fails, the token is still stored. @returns whether all is done */
  async #afterStoring(
    connection: Connection,
    created: NewToken,
    { signsIn, before, check }: CheckedRequest,
  ): Promise<boolean> {
    const isSignedIn = signsIn && (await this.#trySignIn(connection, created, before?.hash));
    const clipboardSeconds = await this.#tryCopy(created);
    const use = () => this.#use(connection, created);
    const difference = await check?.(created);
    this.#ports.notice.created(connection, created, { isSignedIn, clipboardSeconds, difference, use });
    if (isSignedIn) {
      this.#ports.notice.signedIn();
    }
    return (
      isSignedIn === signsIn && (clipboardSeconds !== undefined || (await this.#isStorageOpen(connection, created)))
    );
  }

  /** False if VS Code has closed its connection to this window, so that copying failed too. */
  async #isStorageOpen({ identity }: Connection, { token }: NewToken): Promise<boolean> {
    return this.#ports.servers.tokens.findByHash(identity, token.hash).then(
      () => true,
      () => false,
    );
  }

  async #writeSecret(
    { identity }: Connection,
    { token, name }: NewToken,
    options: { readonly untilSavedElsewhere: boolean },
  ): Promise<void> {
    const { servers } = this.#ports;
    try {
      await servers.tokens.store(identity, token, name, options);
    } catch (error) {
      servers.log.error(`Couldn't store a new token: ${toError(error).message}`);
      throw error;
    }
  }

  async #trySignIn(
    connection: Connection,
    created: NewToken,
    replacedHash: string | null | undefined,
  ): Promise<boolean> {
    const { servers, notice } = this.#ports;
    try {
      await this.signIn(connection, created, replacedHash);
      void servers.store.reload(connection.server);
      return true;
    } catch (error) {
      servers.log.error(`Couldn't sign in with a new token: ${toError(error).message}`);
      notice.signInFailed(connection, created, toError(error));
      return false;
    }
  }

  async #use(connection: Connection, created: NewToken): Promise<void> {
    await this.signIn(connection, created);
    this.#ports.notice.signedIn();
    await this.#ports.servers.store.reload(connection.server);
  }

  async #tryCopy({ token }: NewToken): Promise<number | undefined> {
    const { clipboard, servers } = this.#ports;
    try {
      return await clipboard.copy(token);
    } catch (error) {
      servers.log.warn(`Couldn't write to the clipboard: ${toError(error).message}`);
      return undefined;
    }
  }

  async #rescue(
    connection: Connection,
    created: NewToken,
    open: OpenRequest,
    { untilSavedElsewhere, error }: { readonly untilSavedElsewhere: boolean; readonly error: Error },
  ): Promise<boolean> {
    const { clipboard, servers, notice } = this.#ports;
    const copyRecorded = recordingCopy(open, created);
    const isStored = await notice.notStored(connection, created, error, {
      store: () => this.#writeSecret(connection, created, { untilSavedElsewhere }),
      // Don't clear the clipboard: it may contain the only copy.
      copy: () => copyRecorded(() => clipboard.copy(created.token, { clears: false })),
    });
    if (isStored) {
      void servers.store.reload(connection.server);
    }
    return isStored;
  }
}
