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
  markdown.appendMarkdown(`**${asText(title)}**\n\n`);
  for (const [label, value] of facts) {
    if (value !== undefined && value !== '') {
      markdown.appendMarkdown(`${asText(`${label}: ${value}`)}\n\n`);
    }
  }
  return markdown;
}

/** `appendText` alone leaves addresses, which Markdown makes links of without any sign around them. */
function asText(text: string): string {
  return new vscode.MarkdownString().appendText(text).value.replace(/:(?=\/\/)|(?<=www)\.|@/gi, '\\$&');
}
