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
const changeDelay = 100;
/** What is said of an expiry grows old while a document stays open; in milliseconds. */
const refreshInterval = 5 * 60 * 1000;

/** Says which tokens stand in open documents. Servers are asked when somebody looks at one, not before. */
export class NamedTokens implements vscode.Disposable {
  readonly #documents: DocumentTokens;
  readonly #store: ServerStore;
  readonly #settings: Settings;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listeners: vscode.Disposable;
  readonly #refreshTimer: NodeJS.Timeout;
  #lookup: Knowledge<Known> | undefined;
  #changeTimer: NodeJS.Timeout | undefined;

  /** What is known of the tokens is not as it was; of texts, see {@link DocumentTokens.onDidChange}. */
  readonly onDidChange = this.#changed.event;

  constructor(documents: DocumentTokens, store: ServerStore, settings: Settings) {
    this.#documents = documents;
    this.#store = store;
    this.#settings = settings;
    this.#refreshTimer = setInterval(() => this.#invalidate(), refreshInterval);
    this.#listeners = vscode.Disposable.from(
      store.onDidChange(() => this.#invalidate()),
      settings.onDidChange(() => this.#invalidate()),
      this.#changed,
    );
  }

  in(document: vscode.TextDocument): NamedToken[] {
    const tokens = this.stringsIn(document);
    // Placeholders of other lengths are in every README, and no reason to ask anybody.
    if (tokens.some(({ token }) => token.looksMadeByServer) && isInView(document)) {
      this.#store.servers().forEach((server) => void this.#store.ensureLoaded(server));
    }
    const lookup = this.#currentLookup();
    return tokens.map((found) => ({ ...found, identified: lookup.identify(found.token) }));
  }

  /** The tokens alone; no server is asked. */
  stringsIn(document: vscode.TextDocument): DocumentToken[] {
    const candidates = this.#documents.in(document);
    return candidates.length === 0 ? [] : candidates.filter(({ token }) => this.#currentLookup().isToken(token));
  }

  dispose(): void {
    clearTimeout(this.#changeTimer);
    clearInterval(this.#refreshTimer);
    this.#listeners.dispose();
  }

  #currentLookup(): Knowledge<Known> {
    this.#lookup ??= new Knowledge(
      knownServers(this.#store),
      !this.#store.servers().every((server) => this.#store.isUpToDate(server)),
      new Date(),
      this.#settings.expiryWarningDays,
    );
    return this.#lookup;
  }

  #invalidate(): void {
    this.#lookup = undefined;
    this.#changeTimer ??= setTimeout(() => {
      this.#changeTimer = undefined;
      this.#changed.fire();
    }, changeDelay);
  }
}

function isInView(document: vscode.TextDocument): boolean {
  return vscode.window.visibleTextEditors.some((editor) => editor.document === document);
}
