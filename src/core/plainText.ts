/** Escapes text for a notification, where VS Code turns `[text](command:…)` into a link that runs a command. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** Escapes text for a quick pick, where VS Code turns `$(name)` into an icon. */
export function withoutIcons<Text extends string>(text: Text): Text {
  return text.replaceAll('$(', '$ (') as Text;
}

export function withPeriod(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** No escape character works in all of VS Code's globs, so `?` replaces special characters. The path uses `/`. */
export function literalGlob(path: string): string {
  return path.replace(/[*?[\]{}\\]/g, '?');
}
