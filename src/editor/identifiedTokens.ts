import * as vscode from 'vscode';
import { Debounce } from '../core/debounce.ts';
import type { TokenMatch } from '../core/token/matchToken.ts';
import { knownServerTokens, type ConfiguredServerTokens } from '../servers/serverTokens.ts';
import type { ServerStore } from '../servers/serverStore.ts';
import type { Settings } from '../vscode/settings.ts';
import type { DocumentToken, DocumentTokens } from './documentTokens.ts';
import { TokenLookup } from './tokenLookup.ts';

export interface IdentifiedToken extends DocumentToken {
  /** `undefined` while servers are being checked. */
  readonly identified: TokenMatch<ConfiguredServerTokens> | undefined;
}

/** In milliseconds. Changes within this time fire a single event. */
const changeDelay = 100;
/** In milliseconds. The expiration text becomes outdated while a document stays open. */
const refreshInterval = 5 * 60 * 1000;

/** Identifies the tokens in open documents. Servers are only contacted once a token is visible in an editor. */
export class IdentifiedTokens implements vscode.Disposable {
  readonly #documents: DocumentTokens;
  readonly #store: ServerStore;
  readonly #settings: Settings;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listeners: vscode.Disposable;
  readonly #refreshTimer: NodeJS.Timeout;
  #lookup: TokenLookup<ConfiguredServerTokens> | undefined;
  readonly #changeDebounce = new Debounce(changeDelay, () => this.#changed.fire());

  /** Fires when tokens may be identified differently. For changed text, see {@link DocumentTokens.onDidChange}. */
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

  identify(document: vscode.TextDocument): IdentifiedToken[] {
    const lookup = this.#currentLookup();
    const { tokens, hasServerFormat } = this.#documents.findIn(document, lookup.isKnown);
    // Don't contact servers for placeholders of other lengths, which every README contains.
    if (hasServerFormat && isInView(document)) {
      this.#store.servers().forEach((server) => void this.#store.ensureLoaded(server));
    }
    return tokens.map((found) => ({ ...found, identified: lookup.identify(found.token) }));
  }

  hasTooMany(document: vscode.TextDocument): boolean {
    return this.#documents.findIn(document, this.#currentLookup().isKnown).hasTooMany;
  }

  tokensIn(document: vscode.TextDocument): readonly DocumentToken[] {
    return this.#documents.findIn(document, this.#currentLookup().isKnown).tokens;
  }

  dispose(): void {
    this.#changeDebounce.dispose();
    clearInterval(this.#refreshTimer);
    this.#listeners.dispose();
  }

  #currentLookup(): TokenLookup<ConfiguredServerTokens> {
    this.#lookup ??= new TokenLookup(
      knownServerTokens(this.#store),
      !this.#store.servers().every((server) => this.#store.isUpToDate(server)),
      new Date(),
      this.#settings.expiryWarningDays,
    );
    return this.#lookup;
  }

  #invalidate(): void {
    this.#lookup = undefined;
    this.#changeDebounce.schedule();
  }
}

function isInView(document: vscode.TextDocument): boolean {
  return vscode.window.visibleTextEditors.some((editor) => editor.document === document);
}
