import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Token } from '../../../src/core/token/token.ts';
import type { TokenRecord } from '../../../src/core/token/tokenRecord.ts';
import { listIfAccepted } from '../../../src/influxdb/listTokens.ts';
import type { Endpoint } from '../../../src/influxdb/transport/endpoint.ts';
import { recordEvidence } from '../../support/canary/outcomes.ts';
import { startTokenServer, type TokenServer } from '../../support/influxdb3/server.ts';
import { ScriptedPerson } from '../../unit/operations/support/scriptedPerson.ts';
import { ScriptedRotationDisplay } from '../../unit/operations/support/scriptedRotationDisplay.ts';
import { FileMemento, FileSecrets } from '../../unit/rotation/processes/fileDoubles.ts';
import { silentNotice } from '../../unit/operations/support/silentNotice.ts';
import { createSession, fileClipboard, inPlace, type Place, type Session } from './session.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export class Scene {
  readonly #folder: string;
  readonly place: Place;
  tokenServer: TokenServer;
  #sessions: Session[] = [];

  private constructor(folder: string, place: Place, tokenServer: TokenServer) {
    this.#folder = folder;
    this.place = place;
    this.tokenServer = tokenServer;
  }

  static async create(scratch: string, { recovery }: { readonly recovery: boolean }): Promise<Scene> {
    const folder = await mkdtemp(join(scratch, 'scene-'));
    const tokenServer = await startTokenServer({
      dataDir: join(folder, 'server'),
      ...(recovery ? { recovery: {} } : {}),
    });
    const { url, recoveryUrl } = tokenServer;
    return new Scene(folder, { root: join(folder, 'machine'), url, recoveryUrl }, tokenServer);
  }

  /** A window that starts now, whose user agrees to everything. */
  start(): Session {
    const { place } = this;
    const paths = inPlace(place);
    const session = createSession(place, {
      secrets: new FileSecrets(paths.secrets),
      state: new FileMemento(paths.state),
      clipboard: fileClipboard(place),
      notice: silentNotice,
      display: new ScriptedRotationDisplay(),
    });
    this.#sessions.push(session);
    return session;
  }

  readonly person = new ScriptedPerson([], { autoConfirm: true });

  get endpoint(): Endpoint {
    const settings = { ca: undefined, verifyCertificate: true, systemAuthorities: true, proxy: undefined };
    return { url: this.place.url, ...settings, timeout: 10_000, logger: silent };
  }

  /** Hash prefixes by name. */
  listed(): Map<string, string> {
    return new Map(this.tokenServer.tokens().map(({ name, hash }) => [String(name), String(hash)]));
  }

  async list(token: Token): Promise<TokenRecord[] | undefined> {
    const listed = await listIfAccepted(this.endpoint, token);
    return typeof listed === 'string' ? undefined : listed;
  }

  secretTokens(): Token[] {
    return tokensIn(inPlace(this.place).secrets);
  }

  handedOut(): Token[] {
    const { clipboard, workspace } = inPlace(this.place);
    return [...tokensIn(clipboard), ...tokensIn(workspace)];
  }

  /** The token strings where none may be. */
  leaked(): Token[] {
    const { extension, state, log, reached } = inPlace(this.place);
    const paths = [extension, state, log, reached];
    for (const path of paths.flatMap(filesIn)) {
      recordEvidence('file of an interrupted window', basename(path), () => readFileSync(path, 'utf8'));
    }
    return paths.flatMap(tokensIn);
  }

  async save(): Promise<void> {
    this.#endSessions();
    await cp(this.#folder, `${this.#folder}.saved`, { recursive: true });
  }

  async restore(): Promise<void> {
    await this.#restartServer(async () => {
      await rm(this.#folder, { recursive: true, force: true });
      await rename(`${this.#folder}.saved`, this.#folder);
    });
  }

  async openRecoveryPort(): Promise<void> {
    await this.#restartServer(() => Promise.resolve(), { recovery: {} });
  }

  async #restartServer(whileStopped: () => Promise<void>, options: { recovery?: object } = {}): Promise<void> {
    this.#endSessions();
    await this.tokenServer.close();
    await whileStopped();
    const port = Number(new URL(this.place.url).port);
    this.tokenServer = await startTokenServer({ dataDir: join(this.#folder, 'server'), port, ...options });
  }

  #endSessions(): void {
    this.#sessions.forEach((session) => session.dispose());
    this.#sessions = [];
  }

  async close(): Promise<void> {
    this.#endSessions();
    await this.tokenServer.close();
    for (const folder of [this.#folder, `${this.#folder}.saved`]) {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }
}

function filesIn(path: string): string[] {
  if (!existsSync(path)) {
    return [];
  }
  return isFolder(path)
    ? readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [path];
}

function tokensIn(path: string): Token[] {
  const strings = filesIn(path).flatMap((file) => readFileSync(file, 'utf8').match(/apiv3_[\w-]{86}/g) ?? []);
  return [...new Set(strings)].map((string) => new Token(string));
}

function isFolder(path: string): boolean {
  try {
    readdirSync(path);
    return true;
  } catch {
    return false;
  }
}
