/** Parameters that are not what a route asks for; the message is the body of the 400. */
export class UrlParameterError extends Error {}

/**
 * Reads a query as form data: `+` is a space, bytes that are no UTF-8 become `�`, and a bare `?name` is an empty
 * value. Each parameter may come once; others than those named are read over.
 */
export function readParameters(query: string, required: string[], optional: string[] = []): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    if (!required.includes(name) && !optional.includes(name)) continue;
    if (found.has(name)) throw new UrlParameterError(`serde error: duplicate field \`${name}\``);
    found.set(name, value);
  }
  const missing = required.find((name) => !found.has(name));
  if (missing !== undefined) throw new UrlParameterError(`serde error: missing field \`${missing}\``);
  return found;
}
