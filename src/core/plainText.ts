/** Escapes text for a notification, where VS Code turns `[text](command:…)` into a link that runs a command. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** Escapes text for a quick pick, where VS Code turns `$(name)` into an icon. */
export function withoutIcons(text: string): string {
  return text.replaceAll('$(', '$ (');
}
