import * as vscode from 'vscode';

/**
 * A table of what is known. Values come from servers and settings files, so they go in as text that Markdown cannot
 * take for a link, an image or a command.
 */
export function tooltip(
  title: string,
  facts: readonly (readonly [string, string | undefined])[],
): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  markdown.appendMarkdown('**').appendText(title).appendMarkdown('**\n\n');
  for (const [label, value] of facts) {
    if (value !== undefined && value !== '') {
      markdown.appendText(`${label}: ${value}`).appendMarkdown('\n\n');
    }
  }
  return markdown;
}
