import * as vscode from 'vscode';
import type { ServerStore } from '../servers/serverStore.ts';
import { trackedByGit } from '../files/gitTracked.ts';
import type { Settings } from '../storage/settings.ts';
import type { Log } from '../ui/log.ts';
import { TokenDiagnostics } from './diagnostics.ts';
import { DocumentTokens } from './documentTokens.ts';
import { HiddenTokens } from './hiding.ts';
import { TokenHover } from './hover.ts';
import { registerIgnoreFile } from './ignoreFile.ts';
import { TokenLens } from './lens.ts';
import { NamedTokens } from './namedTokens.ts';
import { QuickFixes } from './quickFixes.ts';
import { TrackedFiles } from './trackedFiles.ts';

interface Parts {
  readonly store: ServerStore;
  readonly settings: Settings;
  readonly log: Log;
}

const everywhere: vscode.DocumentSelector = { scheme: '*' };

/** Makes everything that shows tokens in open editors. No server is asked before somebody looks at a token. */
export function registerEditor({ store, settings, log }: Parts): vscode.Disposable {
  const documents = new DocumentTokens();
  const named = new NamedTokens(documents, store, settings);
  const trackedFiles = new TrackedFiles(trackedByGit);
  return vscode.Disposable.from(
    // In this order: who listens goes before what it listens to.
    vscode.languages.registerCodeLensProvider(everywhere, new TokenLens(named, log)),
    vscode.languages.registerHoverProvider(everywhere, new TokenHover(named, log)),
    vscode.languages.registerCodeActionsProvider(everywhere, new QuickFixes(named, log), QuickFixes.metadata),
    registerIgnoreFile(settings, log),
    new HiddenTokens(settings, documents, named, log),
    new TokenDiagnostics({ settings, documents, named, trackedFiles, log }),
    trackedFiles,
    named,
    documents,
  );
}
