import { toError } from '../../core/errors.ts';
import type { Token } from '../../core/token/token.ts';
import type { NewToken } from '../../influxdb/decode.ts';
import type { Connection } from '../../servers/connections.ts';
import type { PlannedRequest } from '../../rotation/adapters.ts';
import type { OpenRequest } from '../../storage/requestJournal.ts';
import type { ServerAccess } from '../ports.ts';
import { rememberSignIn } from './approval.ts';
import { endStored, ResponseLost, sendJournaled } from './tokenRequest/journaledRequest.ts';

/** What is done with a new token besides storing it. Implemented by the UI. */
export interface NewTokenNotice {
  created(connection: Connection, created: NewToken, state: NewTokenState): void;
  signInFailed(connection: Connection, created: NewToken, error: Error): void;
  /** Shows once that a browser keeps secrets per window. */
  signedIn(): void;
  /** Asks until a token that couldn't be stored is in a safe place. @returns whether it was stored in the end */
  notStored(connection: Connection, created: NewToken, error: Error, destinations: Destinations): Promise<boolean>;
  /** Asks whether a stored token is saved elsewhere, and deletes it then. Doesn't wait for an answer. */
  confirmSaved(connection: Connection, token: { readonly name: string; readonly hash: string }): void;
  failed(error: Error): void;
}

export interface NewTokenState {
  readonly isSignedIn: boolean;
  /** After how many seconds the clipboard is cleared (0: never); `undefined` if the token couldn't be copied. */
  readonly clipboardSeconds: number | undefined;
  use(): Promise<void>;
}

/** Where a new token can be saved. Each function throws if that fails. */
export interface Destinations {
  readonly store: () => Promise<unknown>;
  readonly copy: () => Promise<unknown>;
}

export interface NewTokenClipboard {
  /** @returns after how many seconds the clipboard is cleared; 0 means never. @throws UserError */
  copy(token: Token, options?: { readonly clears: boolean }): Promise<number>;
}

interface NewTokenPorts {
  readonly servers: ServerAccess;
  readonly clipboard: NewTokenClipboard;
  readonly settings: { readonly keepCreatedTokens: boolean };
  readonly notice: NewTokenNotice;
}

/** The only code that sends requests for new tokens: it writes each down first, and stores the token at once. */
export class NewTokens {
  readonly #ports: NewTokenPorts;

  constructor(ports: NewTokenPorts) {
    this.#ports = ports;
  }

  /** @throws ResponseLost; what `send` throws if nothing was created, but nothing that fails after a token was created */
  async create(connection: Connection, planned: PlannedRequest): Promise<NewToken> {
    const { created, open } = await sendJournaled(connection, planned, this.#ports.servers.requests);
    await this.#store(connection, created, planned, open);
    return created;
  }

  /**
   * Creates a token for a rotation. It stays stored until the rotation ends, and no notification is shown.
   * @throws what `send` throws; UserError if the token was created and couldn't be stored: then a notification stays
   * until the token is in a safe place
   */
  async createForRotation(
    connection: Connection,
    planned: PlannedRequest,
    { copies }: { readonly copies: boolean },
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
      await this.#storeReceived(connection, created, { untilSavedElsewhere: false }, open);
    } catch (error) {
      this.#rescue(connection, created, false, toError(error)).then(
        () => open.end(),
        () => open.release(),
      );
      throw error;
    }
    try {
      // If signing in fails, the token is stored, and resuming the rotation signs in with it.
      if (planned.signsIn) {
        await this.#replaceSignIn(connection, created, planned);
      }
      if (copies) {
        await this.#tryCopy(created);
      }
    } finally {
      await endStored(open, this.#ports.servers.requests);
    }
    return created;
  }

  /** If `keepCreatedTokens` is off, asks whether a rotation's new token is saved elsewhere, and then deletes it. */
  async askWhetherSaved(connection: Connection, name: string, hash: string): Promise<void> {
    const { servers, settings, notice } = this.#ports;
    const { identity } = connection;
    try {
      const token = settings.keepCreatedTokens ? undefined : await servers.tokens.findByHash(identity, hash);
      if (token !== undefined) {
        await servers.tokens.store(identity, token, name, { untilSavedElsewhere: true });
        notice.confirmSaved(connection, { name, hash });
      }
    } catch (error) {
      // The rotation is complete and the token is stored, so this isn't an error of the command.
      notice.failed(toError(error));
    }
  }

  async signIn(connection: Connection, created: NewToken): Promise<void> {
    const { servers, notice } = this.#ports;
    // A different InfluxDB server may respond by now than the one that created the token. But if a proxy rejects the
    // request for the ID, it isn't known later either.
    const reported = await connection.fetchClusterId().catch(() => undefined);
    const cluster = reported === null ? null : (created.clusterUuid ?? reported);
    // Store the token before the cluster: the previous token must not be sent to the new token's cluster.
    await servers.tokens.storeSignIn(connection.identity, created.token, created.name);
    await rememberSignIn(connection, cluster, servers.approvals);
    notice.signedIn();
  }

  async #store(connection: Connection, created: NewToken, planned: PlannedRequest, open: OpenRequest): Promise<void> {
    const untilSavedElsewhere = !this.#ports.settings.keepCreatedTokens;
    try {
      await this.#storeReceived(connection, created, { untilSavedElsewhere }, open);
    } catch (error) {
      this.#rescue(connection, created, untilSavedElsewhere, toError(error))
        .then((isStored) => (isStored ? this.#afterStoring(connection, created, planned) : undefined))
        .then(
          () => open.end(),
          () => open.release(),
        );
      return;
    }
    await this.#afterStoring(connection, created, planned);
    await endStored(open, this.#ports.servers.requests);
  }

  /** Signs in, copies and notifies. If any of these fails, the token is still stored. */
  async #afterStoring(connection: Connection, created: NewToken, planned: PlannedRequest): Promise<void> {
    const isSignedIn = planned.signsIn && (await this.#trySignIn(connection, created, planned));
    const clipboardSeconds = await this.#tryCopy(created);
    const use = () => this.#use(connection, created);
    this.#ports.notice.created(connection, created, { isSignedIn, clipboardSeconds, use });
  }

  /** Anyone can have the token afterwards, even if it couldn't be stored: it's copied, and offered in a message. */
  async #storeReceived(
    connection: Connection,
    created: NewToken,
    options: { readonly untilSavedElsewhere: boolean },
    open: OpenRequest,
  ): Promise<void> {
    try {
      await this.#writeSecret(connection, created, options);
    } finally {
      await open.noteReceived();
    }
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

  /** Another window may have signed in since the request was planned, and the secret storage have no other copy. */
  async #replaceSignIn(connection: Connection, created: NewToken, { route, before }: PlannedRequest): Promise<void> {
    const { tokens } = this.#ports.servers;
    const current = await tokens.readSignIn(connection.identity);
    const isReplaced =
      before === null ? route === 'recover' : current.kind === 'token' && current.token.matches(before.hash ?? '');
    if (!isReplaced) {
      await tokens.preserveSignIn(connection.identity);
    }
    await this.signIn(connection, created);
  }

  async #trySignIn(connection: Connection, created: NewToken, planned: PlannedRequest): Promise<boolean> {
    const { servers, notice } = this.#ports;
    try {
      await this.#replaceSignIn(connection, created, planned);
      void servers.store.reload(connection.server);
      return true;
    } catch (error) {
      servers.log.error(`Couldn't sign in with a new token: ${toError(error).message}`);
      notice.signInFailed(connection, created, toError(error));
      return false;
    }
  }

  async #use(connection: Connection, created: NewToken): Promise<void> {
    const { tokens, store } = this.#ports.servers;
    // The previous sign-in token may be the only copy.
    await tokens.preserveSignIn(connection.identity);
    await this.signIn(connection, created);
    await store.reload(connection.server);
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
    untilSavedElsewhere: boolean,
    error: Error,
  ): Promise<boolean> {
    const { clipboard, servers, notice } = this.#ports;
    const isStored = await notice.notStored(connection, created, error, {
      store: () => this.#writeSecret(connection, created, { untilSavedElsewhere }),
      // Don't clear the clipboard: it may contain the only copy.
      copy: () => clipboard.copy(created.token, { clears: false }),
    });
    if (isStored) {
      void servers.store.reload(connection.server);
    }
    return isStored;
  }
}
