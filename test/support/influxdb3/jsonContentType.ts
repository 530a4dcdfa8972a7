/** The server accepts `application/json` and any `application/…+json`, with parameters. */
export function isJsonContentType(contentType: string | undefined): boolean {
  return /^application\/(?:[\w.+-]*\+)?json\s*(?:;.*)?$/i.test(contentType ?? '');
}
