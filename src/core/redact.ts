// Up to what no token holds, because strings made offline are not only of URL-safe base64; a full stop or colon at the
// end is the sentence's.
const tokenString = /apiv3_[^\s"'`,;<>(){}[\]\\…]*[^\s"'`,;<>(){}[\]\\….:!?]/gi;
// `apiv3_` in base64, as Kubernetes Secrets hold it: the first seven letters do not depend on what follows.
const tokenInBase64 = /YXBpdjNf[A-Za-z0-9+/_-]*={0,2}/g;
// As a header line, in JSON (in JSON), as an assignment, and in a list of names and values.
const authorization = /(authorization(?:[\\"']*\s*[:=]|[\\"']+,)\s*[\\"']*)(?:[a-z]+\s+[\\"']*)?[^\s"',;\\]+/gi;

/** `text` with every token string, plain or base64, and every `Authorization` value taken out, whatever its case. */
export function redact(text: string): string {
  return text
    .replace(authorization, '$1(redacted)')
    .replace(tokenString, 'apiv3_…')
    .replace(tokenInBase64, 'apiv3_… (base64)');
}
