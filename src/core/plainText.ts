/** Text that a notification shows as it stands: VS Code makes a link of `[text](command:…)`, and runs it on a click. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** Text that a quick pick shows as it stands, without icons in it. */
export function withoutIcons(text: string): string {
  return text.replaceAll('$(', '$ (');
}
