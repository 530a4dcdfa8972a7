import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { referenceFor } from '../content/references/environmentReference.ts';
import type { Logger } from '../core/logger.ts';
import { isReplaceable } from '../core/token/replaceable.ts';
import { displayName } from '../core/token/tokenName.ts';
import { documentFile } from '../vscode/documentFile.ts';
import { TokenNode } from '../ui/servers/nodes.ts';
import { diagnosticSource } from './tokenDiagnostic.ts';
import { excludeFileCommand } from './excludeFile.ts';
import type { IdentifiedToken, IdentifiedTokens } from './identifiedTokens.ts';
import { logErrors } from './logErrors.ts';

export class QuickFixes implements vscode.CodeActionProvider {
  static readonly metadata = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };
  readonly #tokens: IdentifiedTokens;
  readonly #log: Logger;

  constructor(tokens: IdentifiedTokens, log: Logger) {
    this.#tokens = tokens;
    this.#log = log;
  }

  provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const ours = diagnostics.filter(({ source }) => source === diagnosticSource);
    if (ours.length === 0) {
      return [];
    }
    return logErrors(this.#log, "Couldn't show quick fixes", [], () => {
      const tokens = this.#tokens.identify(document);
      const fixes = ours.flatMap((diagnostic) => {
        const found = tokens.find(({ range }) => range.isEqual(diagnostic.range));
        return found === undefined
          ? []
          : [...rotateFixes(found, diagnostic), ...replaceFixes(document, found, diagnostic)];
      });
      return [...fixes, ...ignoreFixes(document, ours)];
    });
  }
}

function rotateFixes({ identified }: IdentifiedToken, diagnostic: vscode.Diagnostic): vscode.CodeAction[] {
  if (identified?.server === undefined || identified.record === undefined) {
    return [];
  }
  const { server, record } = identified;
  if (!isReplaceable(record, server.product)) {
    return [];
  }
  const title = l10n.t('Rotate "{0}"...', displayName(record.name));
  const action = quickFix(title, [diagnostic]);
  action.command = {
    title,
    command: 'influxdb3Tokens.rotateToken',
    arguments: [new TokenNode(server.server, record)],
  };
  return [action];
}

function replaceFixes(
  document: vscode.TextDocument,
  { range, writing }: IdentifiedToken,
  diagnostic: vscode.Diagnostic,
): vscode.CodeAction[] {
  const start = document.offsetAt(range.start);
  const end = document.offsetAt(range.end);
  const path = (documentFile(document) ?? document.uri).path;
  const reference = writing.form === 'plain' ? referenceFor(path, document.getText(), start, end) : undefined;
  if (reference === undefined) {
    return [];
  }
  const action = quickFix(l10n.t('Replace with {0}', reference.text), [diagnostic]);
  const target = new vscode.Range(
    document.positionAt(start - reference.before.length),
    document.positionAt(end + reference.after.length),
  );
  action.edit = new vscode.WorkspaceEdit();
  action.edit.replace(document.uri, target, reference.text);
  return [action];
}

function ignoreFixes(document: vscode.TextDocument, diagnostics: vscode.Diagnostic[]): vscode.CodeAction[] {
  const file = documentFile(document);
  // The exclusion is a path relative to a workspace folder.
  if (file === undefined || vscode.workspace.getWorkspaceFolder(file) === undefined) {
    return [];
  }
  const title = l10n.t("Don't report tokens in this file");
  const action = quickFix(title, diagnostics);
  action.command = { title, command: excludeFileCommand, arguments: [file] };
  return [action];
}

function quickFix(title: string, diagnostics: vscode.Diagnostic[]): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = diagnostics;
  return action;
}
