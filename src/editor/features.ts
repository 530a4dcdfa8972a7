import * as vscode from 'vscode';
import type { ServerStore } from '../servers/serverStore.ts';
import { isIgnoredByGit } from '../files/git/ignoredFile.ts';
import { findTrackedFiles } from '../files/git/trackedFiles.ts';
import type { Settings } from '../vscode/settings.ts';
import type { ActionHandles } from '../ui/actionHandles.ts';
import type { Log } from '../vscode/log.ts';
import { TokenDiagnostics } from './diagnostics.ts';
import { DocumentSlots } from './documentSlots.ts';
import { DocumentTokens } from './documentTokens.ts';
import { TokenHiding } from './tokenHiding.ts';
import { TokenHover } from './hover.ts';
import { registerExcludeFile } from './excludeFile.ts';
import { TokenCodeLens } from './codeLens.ts';
import { GitQueryCache } from './gitQueryCache.ts';
import { IdentifiedTokens } from './identifiedTokens.ts';
import { registerMoveToEnvironmentFile } from './moveToEnvironmentFile.ts';
import { QuickFixes } from './quickFixes.ts';
import { SlotActions } from './slotActions.ts';
import { SlotCodeLens } from './slotCodeLens.ts';

export interface EditorParts {
  readonly handles: ActionHandles;
  readonly store: ServerStore;
  readonly settings: Settings;
  readonly log: Log;
}

const allDocuments: vscode.DocumentSelector = { scheme: '*' };

export function registerFeatures({ handles, store, settings, log }: EditorParts): vscode.Disposable {
  const documents = new DocumentTokens();
  const tokens = new IdentifiedTokens(documents, store, settings);
  const slots = new DocumentSlots(store);
  const trackedFiles = new GitQueryCache(async (path, options) => (await findTrackedFiles([path], options)).has(path));
  const ignoredFiles = new GitQueryCache(isIgnoredByGit);
  return vscode.Disposable.from(
    // Dispose listeners before their sources.
    vscode.languages.registerCodeLensProvider(allDocuments, new TokenCodeLens(tokens, handles, log)),
    vscode.languages.registerCodeLensProvider(allDocuments, new SlotCodeLens(slots, tokens.onDidChange, handles, log)),
    vscode.languages.registerHoverProvider(allDocuments, new TokenHover(tokens, log)),
    vscode.languages.registerCodeActionsProvider(
      allDocuments,
      new QuickFixes(tokens, ignoredFiles, handles, log),
      QuickFixes.metadata,
    ),
    vscode.languages.registerCodeActionsProvider(
      allDocuments,
      new SlotActions(slots, handles, log),
      SlotActions.metadata,
    ),
    registerExcludeFile(settings, handles, log),
    registerMoveToEnvironmentFile(handles, log),
    new TokenHiding(settings, documents, tokens, log),
    new TokenDiagnostics({ settings, documents, tokens, trackedFiles, log }),
    trackedFiles,
    ignoredFiles,
    tokens,
    documents,
  );
}
