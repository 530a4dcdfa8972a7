import * as vscode from 'vscode';
import type { Identified } from '../core/whichToken.ts';
import { knownServers, type Known } from '../servers/knownServers.ts';
import type { ServerStore } from '../servers/serverStore.ts';
import type { Settings } from '../storage/settings.ts';
import type { DocumentToken, DocumentTokens } from './documentTokens.ts';
import { Knowledge } from './knowledge.ts';

/** A token in a document, with which one it is. */
export interface NamedToken extends DocumentToken {
  /** `undefined` while the servers are being asked. */
  readonly identified: Identified<Known> | undefined;
}

/** Several changes in a row are told once; in milliseconds. */
const coalesceFor = 100;
/** What is said of an expiry grows old while a document stays open; in milliseconds. */
const retellEvery = 5 * 60 * 1000;

/** Says which tokens stand in open documents. Servers are asked when somebody looks at one, not before. */
export class NamedTokens implements vscode.Disposable {
  readonly #documents: DocumentTokens;
  readonly #store: ServerStore;
  readonly #settings: Settings;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listeners: vscode.Disposable;
  readonly #clock: NodeJS.Timeout;
  #knowledge: Knowledge<Known> | undefined;
  #telling: NodeJS.Timeout | undefined;

  /** What is known of the tokens is not as it was; of texts, see {@link DocumentTokens.onDidChange}. */
  readonly onDidChange = this.#changed.event;

  constructor(documents: DocumentTokens, store: ServerStore, settings: Settings) {
    this.#documents = documents;
    this.#store = store;
    this.#settings = settings;
    this.#clock = setInterval(() => this.#outdate(), retellEvery);
    this.#listeners = vscode.Disposable.from(
      store.onDidChange(() => this.#outdate()),
      settings.onDidChange(() => this.#outdate()),
      this.#changed,
    );
  }

  in(document: vscode.TextDocument): NamedToken[] {
    const tokens = this.stringsIn(document);
    // Placeholders of other lengths are in every README, and no reason to ask anybody.
    if (tokens.some(({ token }) => token.looksMadeByServer) && isInView(document)) {
      this.#store.servers().forEach((server) => void this.#store.ensureLoaded(server));
    }
    const knowledge = this.#known();
    return tokens.map((found) => ({ ...found, identified: knowledge.identify(found.token) }));
  }

  /** The tokens alone; no server is asked. */
  stringsIn(document: vscode.TextDocument): DocumentToken[] {
    const candidates = this.#documents.in(document);
    return candidates.length === 0 ? [] : candidates.filter(({ token }) => this.#known().isToken(token));
  }

  dispose(): void {
    clearTimeout(this.#telling);
    clearInterval(this.#clock);
    this.#listeners.dispose();
  }

  #known(): Knowledge<Known> {
    this.#knowledge ??= new Knowledge(
      knownServers(this.#store),
      !this.#store.servers().every((server) => this.#store.isUpToDate(server)),
      new Date(),
      this.#settings.expiryWarningDays,
    );
    return this.#knowledge;
  }

  #outdate(): void {
    this.#knowledge = undefined;
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      this.#changed.fire();
    }, coalesceFor);
  }
}

function isInView(document: vscode.TextDocument): boolean {
  return vscode.window.visibleTextEditors.some((editor) => editor.document === document);
}
