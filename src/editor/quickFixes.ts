import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Logger } from '../core/logger.ts';
import { displayName } from '../core/token/tokenName.ts';
import { documentFile } from '../vscode/documentFile.ts';
import { isRotatable } from '../servers/serverState.ts';
import type { ActionHandles } from '../ui/actionHandles.ts';
import { TokenNode } from '../ui/servers/nodes.ts';
import { diagnosticSource } from './tokenDiagnostic.ts';
import { excludeFileCommand } from './excludeFile.ts';
import type { GitQueryCache } from './gitQueryCache.ts';
import type { IdentifiedToken, IdentifiedTokens } from './identifiedTokens.ts';
import { logFailure } from './logErrors.ts';
import { referenceFixes } from './referenceFixes.ts';

export class QuickFixes implements vscode.CodeActionProvider {
  static readonly metadata = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };
  readonly #tokens: IdentifiedTokens;
  readonly #ignoredFiles: GitQueryCache;
  readonly #handles: ActionHandles;
  readonly #log: Logger;

  constructor(tokens: IdentifiedTokens, ignoredFiles: GitQueryCache, handles: ActionHandles, log: Logger) {
    this.#tokens = tokens;
    this.#ignoredFiles = ignoredFiles;
    this.#handles = handles;
    this.#log = log;
  }

  async provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const ours = diagnostics.filter(({ source }) => source === diagnosticSource);
    if (ours.length === 0) {
      return [];
    }
    return this.#fixesFor(document, ours).catch((thrown: unknown) => {
      logFailure(this.#log, "Couldn't show quick fixes", thrown);
      return [];
    });
  }

  async #fixesFor(document: vscode.TextDocument, diagnostics: vscode.Diagnostic[]): Promise<vscode.CodeAction[]> {
    const tokens = this.#tokens.identify(document);
    const fixes: vscode.CodeAction[] = [];
    for (const diagnostic of diagnostics) {
      const found = tokens.find(({ range }) => range.isEqual(diagnostic.range));
      if (found !== undefined) {
        const references = await referenceFixes(document, found, this.#ignoredFiles, this.#handles);
        references.forEach((fix) => (fix.diagnostics = [diagnostic]));
        fixes.push(...rotateFixes(found, diagnostic, this.#handles), ...references);
      }
    }
    return [...fixes, ...ignoreFixes(document, diagnostics, this.#handles)];
  }
}

function rotateFixes(
  { identified }: IdentifiedToken,
  diagnostic: vscode.Diagnostic,
  handles: ActionHandles,
): vscode.CodeAction[] {
  if (identified?.server === undefined || identified.record === undefined) {
    return [];
  }
  const { server, record } = identified;
  if (!isRotatable(record, server.server, server)) {
    return [];
  }
  const title = l10n.t('Rotate "{0}"...', displayName(record.name));
  const action = quickFix(title, [diagnostic]);
  const command = 'influxdb3Tokens.rotateToken';
  action.command = { title, command, arguments: [handles.issue(command, new TokenNode(server.server, record))] };
  return [action];
}

function ignoreFixes(
  document: vscode.TextDocument,
  diagnostics: vscode.Diagnostic[],
  handles: ActionHandles,
): vscode.CodeAction[] {
  const file = documentFile(document);
  // The exclusion is a path relative to a workspace folder.
  if (file === undefined || vscode.workspace.getWorkspaceFolder(file) === undefined) {
    return [];
  }
  const title = l10n.t("Don't Report Tokens in This File");
  const action = quickFix(title, diagnostics);
  action.command = { title, command: excludeFileCommand, arguments: [handles.issue(excludeFileCommand, file)] };
  return [action];
}

function quickFix(title: string, diagnostics: vscode.Diagnostic[]): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = diagnostics;
  return action;
}
