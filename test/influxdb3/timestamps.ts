/** The last second that the server's clock library can express, in the year 262142. */
export const latestSecond = 8_210_266_876_799n;

/**
 * A time as the list of tokens shows it: UTC without saying so, the fraction left out when it is zero, and a sign
 * before years beyond 9999.
 */
export function listTimestamp(milliseconds: number): string {
  const iso = new Date(milliseconds).toISOString();
  return iso
    .replace(/^\+0*/, '+')
    .replace(/\.000Z$/, '')
    .replace(/Z$/, '');
}

/** A time as a token object shows it: the same with a `Z`. */
export function tokenTimestamp(milliseconds: number): string {
  return `${listTimestamp(milliseconds)}Z`;
}
