const shortEscapes: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '\\0',
};

/** Quotes a string like Rust's `{:?}`, as the server does in its messages. */
export function rustDebug(text: string): string {
  const escaped = text.replace(
    /["\\\u0000-\u001f\u007f-\u009f]/gu,
    (character) => shortEscapes[character] ?? `\\u{${character.charCodeAt(0).toString(16)}}`,
  );
  return `"${escaped}"`;
}
