import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Reference } from '../content/edits.ts';
import { environmentInsertion } from '../content/references/environmentInsertion.ts';
import { referenceFor } from '../content/references/environmentReference.ts';
import { loadParser } from '../content/references/parsers.ts';
import { readEnvironmentFile } from '../content/references/tokenVariables.ts';
import type { ActionHandles } from '../ui/actionHandles.ts';
import { documentFile } from '../vscode/documentFile.ts';
import { environmentFileFor } from './environmentFile.ts';
import type { GitQueryCache } from './gitQueryCache.ts';
import type { IdentifiedToken } from './identifiedTokens.ts';
import { moveToEnvironmentFileCommand, TokenMove } from './moveToEnvironmentFile.ts';

export async function referenceFixes(
  document: vscode.TextDocument,
  { range, writing, identified }: IdentifiedToken,
  ignoredFiles: GitQueryCache,
  handles: ActionHandles,
): Promise<vscode.CodeAction[]> {
  if (writing.form !== 'plain') {
    return [];
  }
  const { version } = document;
  const file = documentFile(document);
  const path = (file ?? document.uri).path;
  const environmentFile = file === undefined ? undefined : await environmentFileFor(file);
  const environment = readEnvironmentFile(environmentFile?.text ?? '');
  const reference = referenceFor(
    path,
    document.getText(),
    document.offsetAt(range.start),
    document.offsetAt(range.end),
    { parser: await loadParser(path), environmentFile: environment, tokenName: identified?.record?.name },
  );
  if (reference === undefined || document.version !== version) {
    return [];
  }
  const changes = changesFor(document, range, reference);
  const replace = new vscode.CodeAction(l10n.t('Replace with {0}', reference.text), vscode.CodeActionKind.QuickFix);
  replace.edit = new vscode.WorkspaceEdit();
  changes.forEach((change) => replace.edit?.replace(document.uri, change.range, change.text));
  const { variable, readsEnvFile } = reference;
  const isMissing =
    readsEnvFile === true &&
    variable !== undefined &&
    environmentFile !== undefined &&
    environmentInsertion(environmentFile.text, variable, document.getText(range)) !== undefined;
  return isMissing && (await isIgnored(environmentFile.uri, ignoredFiles))
    ? [
        replace,
        moveFix(
          new TokenMove({ document, version, range, changes, variable, environmentFile: environmentFile.uri }),
          reference,
          handles,
        ),
      ]
    : [replace];
}

/** A command, not an edit, because VS Code logs the text of edits at the debug and trace levels. */
function moveFix(move: TokenMove, reference: Reference, handles: ActionHandles): vscode.CodeAction {
  const name = vscode.workspace.asRelativePath(move.parts.environmentFile);
  const title = l10n.t('Replace with {0} and Move Token to {1}', reference.text, name);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = {
    title,
    command: moveToEnvironmentFileCommand,
    arguments: [handles.issue(moveToEnvironmentFileCommand, move)],
  };
  return action;
}

function changesFor(
  document: vscode.TextDocument,
  { start, end }: vscode.Range,
  { text, before, after, addition }: Reference,
): TokenMove['parts']['changes'] {
  const target = new vscode.Range(
    document.positionAt(document.offsetAt(start) - before.length),
    document.positionAt(document.offsetAt(end) + after.length),
  );
  const change = { range: target, text };
  if (addition === undefined) {
    return [change];
  }
  const position = document.positionAt(addition.start);
  return [{ range: new vscode.Range(position, position), text: addition.text }, change];
}

/** Doesn't start Git in an untrusted workspace. */
async function isIgnored({ scheme, fsPath }: vscode.Uri, ignoredFiles: GitQueryCache): Promise<boolean> {
  return scheme === 'file' && vscode.workspace.isTrusted && (await ignoredFiles.get(fsPath));
}
