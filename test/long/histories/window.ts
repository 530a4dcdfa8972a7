import { Emitter } from '../../../src/core/emitter.ts';
import type { Server } from '../../../src/core/server/server.ts';
import { InterruptedRequests } from '../../../src/operations/interruptedRequests.ts';
import type { ServerAccess, TokenUsage } from '../../../src/operations/ports.ts';
import { RemedyError } from '../../../src/operations/remedy.ts';
import type { NewTokenNotice } from '../../../src/operations/steps/newTokenNotice.ts';
import { NewTokens } from '../../../src/operations/steps/newTokens.ts';
import { OpenRotations } from '../../../src/rotation/openRotations.ts';
import { Connections } from '../../../src/servers/connections.ts';
import { ServerStore } from '../../../src/servers/serverStore.ts';
import { ApprovalStore } from '../../../src/storage/approvalStore.ts';
import { History } from '../../../src/storage/history.ts';
import { RequestJournal } from '../../../src/storage/requestJournal.ts';
import { SecretQueue } from '../../../src/storage/secretQueue.ts';
import { StoredData } from '../../../src/storage/storedData.ts';
import { TokenStore } from '../../../src/storage/tokenStore.ts';
import { directNetwork } from '../../support/directNetwork.ts';
import { requestTimeout, serverUrl } from './network.ts';
import type { SimulatedProcess } from './process.ts';
import { indexOfUrl } from './reports.ts';
import { serverCount } from './steps.ts';
import { SimulatedUser } from './user.ts';
import type { HistoryFixture } from './fixture.ts';

export interface ShownMessage {
  readonly error: RemedyError;
  readonly server: number;
}

const configuredServers: readonly Server[] = Array.from({ length: serverCount }, (_, index) => serverAt(index));

export function serverAt(index: number): Server {
  return {
    kind: 'server',
    name: `S${index + 1}`,
    url: serverUrl(index),
    caFile: undefined,
    verifyCertificate: true,
    scope: 'user',
    isProduction: false,
    isReadOnly: false,
  };
}

/** One window of VS Code: the extension's own objects, which are gone when its process is killed. */
export class SimulatedWindow {
  readonly process: SimulatedProcess;
  readonly servers: ServerAccess;
  readonly newTokens: NewTokens;
  readonly usage: TokenUsage;
  readonly interrupted: InterruptedRequests;
  readonly settings: { readonly keepCreatedTokens: boolean };
  readonly shown: ShownMessage[] = [];
  readonly #fixture: HistoryFixture;

  constructor(fixture: HistoryFixture, process: SimulatedProcess, settings: { readonly keepCreatedTokens: boolean }) {
    this.#fixture = fixture;
    this.process = process;
    this.settings = settings;
    const log = (text: string) => fixture.reports.log(text);
    const logger = { debug: log, info: log, warn: log, error: log };
    const queue = new SecretQueue(fixture.keyring);
    const tokens = new TokenStore(queue, fixture.memento, ({ message }) => log(message));
    const approvals = new ApprovalStore(queue);
    const shared = {
      servers: () => [...configuredServers],
      onDidChange: new Emitter<undefined>().event,
      requestTimeout,
      network: { ...directNetwork, systemCertificates: false },
    };
    const connections = new Connections(shared, approvals, () => Promise.resolve('machine'), logger);
    const { folder } = fixture.disk;
    this.servers = {
      store: new ServerStore(shared, tokens, connections, logger),
      connections,
      approvals,
      tokens,
      requests: new RequestJournal(folder, logger),
      history: new History(folder, logger),
      stored: new StoredData(queue, { state: fixture.memento, workspaceState: fixture.memento }, folder),
      log: logger,
      checkInterval: 1000,
    };
    const clipboard = { copy: () => Promise.resolve(60) };
    this.newTokens = new NewTokens({ servers: this.servers, clipboard, settings, notice: this.#notice() });
    const rotations = new OpenRotations(folder, logger);
    this.usage = {
      search: { find: () => Promise.resolve({ files: [], unsearched: [], known: [] }), folders: () => [] },
      rotations,
      showFiles: () => Promise.resolve(),
    };
    const person = new SimulatedUser(fixture, { server: 0, choice: 0, isDeclined: false, text: undefined });
    const { servers, newTokens } = this;
    this.interrupted = new InterruptedRequests({ person, servers, newTokens, rotations }, (error) => {
      fixture.count('interrupted requests explained');
      this.show(error, serverOf(error));
    });
  }

  async start(): Promise<void> {
    await this.usage.rotations.refresh();
    await this.interrupted.check();
  }

  show(error: Error, server: number): void {
    this.#fixture.reports.add(error.message, server);
    if (error instanceof RemedyError) {
      this.shown.push({ error, server });
    }
  }

  #notice(): NewTokenNotice {
    const { reports } = this.#fixture;
    return {
      created: () => undefined,
      signInFailed: ({ server }, { name }, error) =>
        reports.add(`The token "${name}" is stored, but signing in failed. ${error.message}`, indexOfUrl(server.url)),
      signedIn: () => undefined,
      notStored: async ({ server }, { name }, error, { store }) => {
        this.#fixture.count('tokens that could not be stored at first');
        reports.add(`The token "${name}" was created. It couldn't be stored. ${error.message}`, indexOfUrl(server.url));
        for (let attempt = 0; attempt < 5; attempt++) {
          try {
            await store();
            return true;
          } catch {
            // The user tries again.
          }
        }
        return false;
      },
      confirmSaved: () => undefined,
      failed: ({ message }) => reports.add(message, 0),
    };
  }
}

function serverOf({ message, remedies }: RemedyError): number {
  const fromRemedy = remedies.map((remedy) => ('server' in remedy ? indexOfUrl(remedy.server.url) : -1));
  const named = /\bS([1-9])\b/.exec(message)?.[1];
  return fromRemedy.find((index) => index >= 0) ?? (named === undefined ? 0 : Number(named) - 1);
}
