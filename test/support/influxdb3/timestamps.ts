/** The last second that the server's time library can represent, in the year 262142. */
export const latestSecond = 8_210_266_876_799n;

/** The format of the token list: UTC without a `Z`, no fraction if it is zero, and a sign before years beyond 9999. */
export function listTimestamp(milliseconds: number): string {
  const iso = new Date(milliseconds).toISOString();
  return iso
    .replace(/^\+0*/, '+')
    .replace(/\.000Z$/, '')
    .replace(/Z$/, '');
}

export function tokenTimestamp(milliseconds: number): string {
  return `${listTimestamp(milliseconds)}Z`;
}
