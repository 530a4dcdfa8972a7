/** The message is the body of a 400. */
export class UrlParameterError extends Error {}

/** Replaces invalid UTF-8 with `�`, and ignores unknown parameters. @throws UrlParameterError */
export function readParameters(query: string, required: string[], optional: string[] = []): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    if (!required.includes(name) && !optional.includes(name)) continue;
    if (parameters.has(name)) throw new UrlParameterError(`serde error: duplicate field \`${name}\``);
    parameters.set(name, value);
  }
  const missing = required.find((name) => !parameters.has(name));
  if (missing !== undefined) throw new UrlParameterError(`serde error: missing field \`${missing}\``);
  return parameters;
}
