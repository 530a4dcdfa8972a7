// Tokens that were created offline may contain other characters than URL-safe base64. Therefore, this matches
// everything up to a character that no token contains, but leaves out punctuation at the end of a sentence.
const underscore = String.raw`_|\\+(?:_|x5f|u005f|u\{5f\})|%(?:25)*5f|=5f|&(?:amp;)*#(?:95|x5f);`;
const entity = String.raw`&(?:amp;)*#x?[0-9a-f]{2,3};`;
const tokenString = new RegExp(
  String.raw`apiv3(?:${underscore})(?:${entity}|[^\s"'${'`'},;<>(){}[\]\\…]|\\+(?:[/_]|u00(?:2[bdf]|3d|5f)))*` +
    String.raw`(?:[^\s"'${'`'},;<>(){}[\]\\….:!?]|\\+/)`,
  'gi',
);
const dottedRun = /[A-Za-z0-9_.-]+/g;
// `apiv3_` in base64, as in Kubernetes Secrets, after any number of bytes, and in base64 that was encoded again. What
// follows doesn't change these characters.
const tokenInBase64 =
  /(?:YXBpdjNf|FwaXYzX|hcGl2M1|WVhCcGRqTm|lYQnBkak5m|ZWEJwZGpOZ|RndhWFl6W|Z3YVhZel|Gd2FYWXpY|aGNHbDJNM|hjR2wyTT|oY0dsMk0x)[A-Za-z0-9+/_-]*={0,2}/g;
// Matches header lines, JSON (including JSON in a JSON string), assignments, and lists of names and values.
const authorization = /(authorization(?:[\\"']*\s*[:=]|[\\"']+,)\s*[\\"']*)(?:[a-z]+\s+[\\"']*)?[^\s"',;\\]+/gi;

/** Removes all token strings, plain or base64, all JSON Web Tokens, and all `Authorization` values, in upper or lower case. */
export function redact(text: string): string {
  return text
    .replace(authorization, '$1(redacted)')
    .replace(tokenString, 'apiv3_…')
    .replace(dottedRun, (run) => (run.includes('.eyJ') ? redactWebTokens(run) : run))
    .replace(tokenInBase64, 'apiv3_… (base64)');
}

/** The first two parts of a JSON Web Token are JSON objects in base64. A pattern would start over at each `eyJ`. */
function redactWebTokens(run: string): string {
  const parts = run.split('.');
  const redacted: string[] = [];
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] ?? '';
    const start = part.indexOf('eyJ');
    if (start >= 0 && start + 3 < part.length && /^eyJ./.test(parts[index + 1] ?? '')) {
      redacted.push(`${part.slice(0, start)}eyJ…`);
      index += 2;
    } else {
      redacted.push(part);
    }
  }
  return redacted.join('.');
}
