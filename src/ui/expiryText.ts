import { t } from '@vscode/l10n';

const minute = 60 * 1000;
const hour = 60 * minute;
const day = 24 * hour;

/** When a token expires, or since when it has, as a row shows it. */
export function expiryText(expiry: Date | undefined, now: Date): string {
  if (expiry === undefined) {
    return t('never expires');
  }
  const left = expiry.getTime() - now.getTime();
  return left <= 0 ? t('expired {0} ago', span(-left)) : t('expires in {0}', span(left));
}

/** A span of time in its largest unit, rounded down: what is left is never overstated. */
function span(milliseconds: number): string {
  if (milliseconds >= 2 * 365.25 * day) {
    return t('{0} years', Math.floor(milliseconds / (365.25 * day)));
  }
  if (milliseconds >= 2 * day) {
    return t('{0} days', Math.floor(milliseconds / day));
  }
  if (milliseconds >= 2 * hour) {
    return t('{0} hours', Math.floor(milliseconds / hour));
  }
  if (milliseconds >= 2 * minute) {
    return t('{0} minutes', Math.floor(milliseconds / minute));
  }
  return t('{0} seconds', Math.ceil(milliseconds / 1000));
}
