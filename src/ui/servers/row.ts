import * as vscode from 'vscode';
import type { DisplayText, Label } from '../../core/l10n.ts';

interface RowText {
  readonly label: Label;
  readonly description?: Label;
  readonly tooltip?: vscode.MarkdownString | DisplayText;
  /** What a screen reader says instead of the label and the description. */
  readonly spoken?: DisplayText;
}

/** A row of a view. All rows are created here, so that no text from outside is shown as it is. */
export function textRow(
  { label, description, tooltip, spoken }: RowText,
  state = vscode.TreeItemCollapsibleState.None,
): vscode.TreeItem {
  const item = new vscode.TreeItem(label, state);
  return Object.assign(item, {
    ...(description === undefined ? {} : { description }),
    ...(tooltip === undefined ? {} : { tooltip }),
    ...(spoken === undefined ? {} : { accessibilityInformation: { label: spoken } }),
  });
}
