import * as l10n from '../l10n.ts';

const minute = 60 * 1000;
const hour = 60 * minute;
const day = 24 * hour;

export function expiryText(expiry: Date | undefined, now: Date): l10n.DisplayText {
  if (expiry === undefined) {
    return l10n.t('never expires');
  }
  const remaining = expiry.getTime() - now.getTime();
  return remaining <= 0
    ? l10n.t('expired {0} ago', l10n.own(durationText(-remaining)))
    : l10n.t('expires in {0}', l10n.own(durationText(remaining)));
}

/** Rounded to the largest unit of which there are at least two: a token created for 12 days shows 12, not 11. */
function durationText(milliseconds: number): l10n.DisplayText {
  if (milliseconds >= 2 * 365.25 * day) {
    return l10n.t('{0} years', Math.round(milliseconds / (365.25 * day)));
  }
  if (milliseconds >= 2 * day) {
    return l10n.t('{0} days', Math.round(milliseconds / day));
  }
  if (milliseconds >= 2 * hour) {
    return l10n.t('{0} hours', Math.round(milliseconds / hour));
  }
  if (milliseconds >= 2 * minute) {
    return l10n.t('{0} minutes', Math.round(milliseconds / minute));
  }
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds === 1 ? l10n.t('1 second') : l10n.t('{0} seconds', seconds);
}
