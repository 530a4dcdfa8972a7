import * as l10n from '@vscode/l10n';
import type { Disposable } from '../core/emitter.ts';
import { toError } from '../core/errors.ts';
import { displayName } from '../core/token/tokenName.ts';
import type { OpenRotations } from '../rotation/openRotations.ts';
import type { Connection } from '../servers/connections.ts';
import type { OpenRequest, TokenRequest } from '../storage/requestJournal.ts';
import { createNamedToken } from './createNamedToken.ts';
import type { Person } from './person.ts';
import type { ServerAccess } from './ports.ts';
import type { RemedyError } from './remedy.ts';
import { rememberSignIn } from './steps/approval.ts';
import type { NewTokens } from './steps/newTokens.ts';
import type { RequestResult } from './steps/tokenRequest/checkRequest.ts';
import { requestError } from './steps/tokenRequest/requestError.ts';

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
  readonly newTokens: NewTokens;
  readonly rotations: Pick<OpenRotations, 'read'>;
}

/**
 * Finds out what requests did whose window was closed or killed before their new token was stored: at startup, and when
 * their server can be reached again. Those of rotations that haven't ended are checked when the rotation is resumed.
 */
export class InterruptedRequests implements Disposable {
  readonly #ports: Ports;
  readonly #show: (error: RemedyError) => void;
  readonly #listener: Disposable;
  /** IDs of requests about which the user was told that they can't be checked. */
  readonly #shownUnknown = new Set<string>();

  constructor(ports: Ports, show: (error: RemedyError) => void) {
    this.#ports = ports;
    this.#show = show;
    const { store } = ports.servers;
    this.#listener = store.onDidChange((server) => {
      if (server !== undefined && store.state(server).contact.kind === 'reached') {
        void this.check(server.url);
      }
    });
  }

  dispose(): void {
    this.#listener.dispose();
  }

  /** @param url of the server whose requests are checked; all servers if it's `undefined` */
  async check(url?: string): Promise<void> {
    const { servers, rotations } = this.#ports;
    for (const request of await servers.requests.readAll()) {
      const isDue = url === undefined || request.server.url === url;
      if (isDue && (request.rotation === null || (await rotations.read(request.rotation)) === undefined)) {
        const open = await servers.requests.claim(request);
        if (open !== undefined) {
          await this.#explain(open);
        }
      }
    }
  }

  async #explain(open: OpenRequest): Promise<void> {
    const { request } = open;
    try {
      if (await this.#isDone(request)) {
        await open.end();
        return;
      }
      const connection = await this.#connectionFor(request);
      const explained = connection && (await this.#requestError(open, connection));
      if (explained?.result.kind === 'nothing' && request.rotation !== null) {
        // The rotation has ended since, and perhaps deleted the token.
        await open.end();
        return;
      }
      const isUnknown = explained?.result.kind === 'unknown';
      if (explained === undefined || (isUnknown && this.#shownUnknown.has(request.id))) {
        await open.release();
        return;
      }
      if (isUnknown) {
        this.#shownUnknown.add(request.id);
      }
      this.#show(explained.error);
    } catch (error) {
      this.#ports.servers.log.warn(`Couldn't check an interrupted request: ${toError(error).message}`);
      await open.release();
    }
  }

  /** The token was stored shortly before the window was closed, and it still is. */
  async #isDone({ received, server: { identity } }: TokenRequest): Promise<boolean> {
    const { tokens } = this.#ports.servers;
    return received?.isDone === true && (await tokens.findByHash(identity, received.hash)) !== undefined;
  }

  /** @returns `undefined` if nothing may be sent to the server */
  async #connectionFor({ server: { url, identity } }: TokenRequest): Promise<Connection | undefined> {
    const { store, connections } = this.#ports.servers;
    const server = store.servers().find((configured) => configured.url === url);
    const connection = server && (await connections.prepare(server));
    return connection?.identity === identity && connection.missing.length === 0 ? connection : undefined;
  }

  async #requestError(open: OpenRequest, connection: Connection) {
    const { name, lifetime } = open.request;
    const input = { name, lifetime: { seconds: lifetime ?? undefined } };
    const explained = await requestError(open, connection, this.#ports, {
      intro: interruptedSentence(open.request),
      recreate: () => createNamedToken(connection.server, input, this.#ports),
    });
    await completeSignIn(open.request, explained.result, connection, this.#ports.servers);
    return explained;
  }
}

/** Signs in with a token that was stored but not signed in with yet, if the token before it no longer works. */
async function completeSignIn(
  { signsIn, before }: TokenRequest,
  result: RequestResult,
  connection: Connection,
  { tokens, approvals, store }: ServerAccess,
): Promise<void> {
  const { identity, server } = connection;
  if (result.kind !== 'stored' || !signsIn) {
    return;
  }
  const signIn = await tokens.readSignIn(identity);
  const isReplaced = signIn.kind === 'token' && before?.hash != null && signIn.token.matches(before.hash);
  if (signIn.kind !== 'token' || isReplaced) {
    const known = (await approvals.read(identity))?.cluster;
    const cluster = known === undefined ? await connection.fetchClusterId().catch(() => undefined) : known;
    await tokens.storeSignIn(identity, result.token, result.record.name);
    await rememberSignIn(connection, cluster, approvals);
    void store.reload(server);
  }
}

function interruptedSentence({ route, name, server }: TokenRequest): string {
  switch (route) {
    case 'createOperator':
      return l10n.t('Creating the operator token for {0} was interrupted.', server.name);
    case 'createNamed':
      return l10n.t('Creating the token "{0}" on {1} was interrupted.', displayName(name), server.name);
    case 'regenerate':
      return l10n.t('Regenerating the operator token for {0} was interrupted.', server.name);
    case 'recover':
      return l10n.t('Recovering the operator token for {0} was interrupted.', server.name);
  }
}
