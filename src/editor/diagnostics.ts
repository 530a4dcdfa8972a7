import * as vscode from 'vscode';
import type { Logger } from '../core/logger.ts';
import { toError } from '../core/errors.ts';
import type { Settings } from '../vscode/settings.ts';
import { documentFile } from '../vscode/documentFile.ts';
import { isEditable } from './isEditable.ts';
import { logFailure } from './logErrors.ts';
import { diagnosticFor } from './tokenDiagnostic.ts';
import type { DocumentTokens } from './documentTokens.ts';
import type { IdentifiedToken, IdentifiedTokens } from './identifiedTokens.ts';
import type { GitQueryCache } from './gitQueryCache.ts';

const maxPerDocument = 1000;
/** In milliseconds. */
const initialDelay = 500;

interface Dependencies {
  readonly settings: Settings;
  readonly documents: DocumentTokens;
  readonly tokens: IdentifiedTokens;
  readonly trackedFiles: GitQueryCache;
  readonly log: Logger;
}

export class TokenDiagnostics implements vscode.Disposable {
  readonly #dependencies: Dependencies;
  readonly #collection = vscode.languages.createDiagnosticCollection('influxdb3Tokens');
  readonly #listeners: vscode.Disposable;
  readonly #startTimer: NodeJS.Timeout;
  #isDisposed = false;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
    this.#listeners = vscode.Disposable.from(
      dependencies.documents.onDidChange((document) => this.#report(document)),
      dependencies.tokens.onDidChange(() => this.#reportAll()),
      vscode.workspace.onDidOpenTextDocument((document) => this.#report(document)),
      vscode.window.onDidChangeVisibleTextEditors((editors) =>
        editors.forEach(({ document }) => this.#report(document)),
      ),
      vscode.workspace.onDidSaveTextDocument((document) => {
        dependencies.trackedFiles.invalidate(document.uri.fsPath);
        this.#report(document);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#collection.delete(uri)),
      this.#collection,
    );
    this.#startTimer = setTimeout(() => this.#reportAll(), initialDelay);
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#startTimer);
    this.#listeners.dispose();
  }

  #reportAll(): void {
    vscode.workspace.textDocuments.forEach((document) => this.#report(document));
  }

  #report(document: vscode.TextDocument): void {
    this.#reportNow(document).catch((thrown: unknown) =>
      logFailure(this.#dependencies.log, "Couldn't update diagnostics", thrown),
    );
  }

  async #reportNow(document: vscode.TextDocument): Promise<void> {
    const isTracked = this.#reportableTokens(document).some(isListed) && (await this.#isTracked(document));
    if (document.isClosed || this.#isDisposed) {
      return;
    }
    // Identify the tokens again, because the token lists may have been loaded during the Git query.
    const now = new Date();
    const diagnostics = this.#reportableTokens(document)
      .map((token) => diagnosticFor(token, isTracked, now))
      .filter((diagnostic) => diagnostic !== undefined)
      .slice(0, maxPerDocument);
    if (diagnostics.length > 0 || this.#collection.has(document.uri)) {
      this.#collection.set(document.uri, diagnostics);
    }
  }

  #reportableTokens(document: vscode.TextDocument): IdentifiedToken[] {
    const tokens = isEditable(document) ? this.#dependencies.tokens.identify(document) : [];
    return tokens.length === 0 || isExcluded(document, this.#dependencies.settings) ? [] : tokens;
  }

  async #isTracked(document: vscode.TextDocument): Promise<boolean> {
    const file = documentFile(document);
    // Don't start Git for files in an untrusted workspace.
    if (file === undefined || !vscode.workspace.isTrusted) {
      return false;
    }
    try {
      return await this.#dependencies.trackedFiles.get(file.fsPath);
    } catch (error) {
      this.#dependencies.log.debug(`Couldn't query Git: ${toError(error).message}`);
      return false;
    }
  }
}

function isExcluded(document: vscode.TextDocument, settings: Settings): boolean {
  const file = documentFile(document) ?? document.uri;
  const folder = vscode.workspace.getWorkspaceFolder(file);
  return settings
    .diagnosticsExclude(file)
    .map((glob) => (folder === undefined ? glob : new vscode.RelativePattern(folder, glob)))
    .some((pattern) => vscode.languages.match({ pattern }, document) > 0);
}

function isListed({ identified }: IdentifiedToken): boolean {
  return identified?.record !== undefined;
}
