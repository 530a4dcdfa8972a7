/** A user who signed in to Enterprise (preview) gets a JSON Web Token. The server doesn't list it. */
export interface UserSession {
  /** What the token says. Only the server can verify it. */
  readonly until: Date | undefined;
}

const webToken = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
/** In seconds: the latest time that a `Date` can have. */
const maxTime = 8.64e12;

export function parseUserSession(tokenString: string): UserSession | undefined {
  const [header, payload] = webToken.test(tokenString) ? tokenString.split('.').map(parsePart) : [];
  if (header?.['alg'] === undefined || payload === undefined) {
    return undefined;
  }
  const expiry = payload['exp'];
  const isTime = typeof expiry === 'number' && expiry > 0 && expiry <= maxTime;
  return { until: isTime ? new Date(expiry * 1000) : undefined };
}

function parsePart(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
