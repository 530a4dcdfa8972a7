/** Whether a content type is JSON to the server: `application/json`, or any `application/…+json`, with parameters. */
export function isJsonContentType(contentType: string | undefined): boolean {
  return /^application\/(?:[\w.+-]*\+)?json\s*(?:;.*)?$/i.test(contentType ?? '');
}
