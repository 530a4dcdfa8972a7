import * as vscode from 'vscode';
import type { DisplayText, Label } from '../../core/l10n.ts';

/** Escapes all text: it comes from servers and settings and must not become Markdown links, images, or commands. */
export function tooltip(
  title: Label,
  facts: readonly (readonly [label: DisplayText, value: Label | undefined])[],
): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  markdown.appendMarkdown(`**${escapeMarkdown(title)}**\n\n`);
  for (const [label, value] of facts) {
    if (value !== undefined && value !== '') {
      markdown.appendMarkdown(`${escapeMarkdown(`${label}: ${value}`)}\n\n`);
    }
  }
  return markdown;
}

/** Also escapes URLs and email addresses, which `appendText` leaves and Markdown turns into links. */
function escapeMarkdown(text: string): string {
  return new vscode.MarkdownString().appendText(text).value.replace(/:(?=\/\/)|(?<=www)\.|@/gi, '\\$&');
}
