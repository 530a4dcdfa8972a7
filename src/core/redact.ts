const tokenString = /apiv3_[A-Za-z0-9_-]+/g;
// `apiv3_` in base64, as Kubernetes Secrets hold it: the first seven letters do not depend on what follows.
const tokenInBase64 = /YXBpdjNf[A-Za-z0-9+/_-]*={0,2}/g;
const authorization = /(authorization["']?\s*[:=]\s*["']?)(?:(?:bearer|token|basic)\s+)?[^\s"',;]+/gi;

/** `text` with every token string, plain or base64, and every `Authorization` value taken out, whatever its case. */
export function redact(text: string): string {
  return text
    .replace(authorization, '$1(redacted)')
    .replace(tokenString, 'apiv3_…')
    .replace(tokenInBase64, 'apiv3_… (base64)');
}
