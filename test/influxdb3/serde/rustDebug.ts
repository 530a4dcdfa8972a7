const shortEscapes: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '\\0',
};

/** A string in quotes, escaped as Rust's `{:?}` does: that is how the server's messages quote what they got. */
export function rustDebug(text: string): string {
  const escaped = text.replace(
    /["\\\u0000-\u001f\u007f-\u009f]/gu,
    (character) => shortEscapes[character] ?? `\\u{${character.charCodeAt(0).toString(16)}}`,
  );
  return `"${escaped}"`;
}
