import * as l10n from '@vscode/l10n';
import parseDuration from 'parse-duration';
import { UserError } from './userError.ts';

const neverExpires = 'never';
/**
 * An expiry that the server's clock cannot hold silently becomes "never" on 3.10 and panics 3.7, so it is capped far
 * below. A year is 365.25 days, as in the durations that the server's own CLI takes.
 */
const longestSeconds = 100 * 365.25 * 24 * 60 * 60;
const numbersWithUnits = /^(?:\d+(?:\.\d+)?\s*[a-z]+[\s,]*)+$/i;
const unit = /[a-z]+/gi;

/** How long a new token lives: in whole seconds, or `undefined` for one that never expires. */
export type Lifetime = number | undefined;

/** Whether this may be sent: zero is expired at birth, and what is no number or beyond all clocks becomes "never". */
export function isSendable(lifetime: Lifetime): boolean {
  return lifetime === undefined || (Number.isInteger(lifetime) && lifetime >= 1 && lifetime <= longestSeconds);
}

/**
 * Reads an expiry as a person types it: `never`, `30d`, `12h`, `1w 2d`, `90 minutes`.
 * @throws UserError that says what is wrong with it
 */
export function parseExpiry(text: string): Lifetime {
  const typed = text.trim();
  if (typed.toLowerCase() === neverExpires) {
    return undefined;
  }
  if (/^[-\u2212]/.test(typed)) {
    throw new UserError(l10n.t("An expiration can't be negative. {0}", howToWriteIt()));
  }
  if (/^\d+(\.\d+)?$/.test(typed) && Number(typed) !== 0) {
    throw new UserError(l10n.t('Add a unit to {0}: for example, {0}d for days or {0}h for hours.', typed.slice(0, 40)));
  }
  const seconds = durationInSeconds(typed);
  if (seconds < 1) {
    throw new UserError(
      l10n.t('This token would expire as soon as it\'s created. For a token that never expires, enter "never".'),
    );
  }
  if (seconds > longestSeconds) {
    throw new UserError(l10n.t('The maximum expiration is 100 years. For a token that never expires, enter "never".'));
  }
  return Math.floor(seconds);
}

function durationInSeconds(typed: string): number {
  if (/^0+(\.0*)?$/.test(typed)) {
    return 0;
  }
  // The server's CLI reads a capital M as months; the parser below would read it as minutes.
  const spelled = typed.replace(/(?<=\d\s*)M(?![a-z])/gi, (letter) => (letter === 'M' ? 'month' : letter));
  // The parser below reads over what it does not know, so that "1d 30groups" would be a day.
  const known = (spelled.match(unit) ?? []).every(isUnit);
  const seconds = numbersWithUnits.test(spelled) && known ? parseDuration(spelled, 's') : null;
  if (seconds === null) {
    throw new UserError(l10n.t('"{0}" isn\'t a valid duration. {1}', typed.slice(0, 40), howToWriteIt()));
  }
  return seconds;
}

function isUnit(word: string): boolean {
  const singular = word.toLowerCase().replace(/(?<=..)s$/, '');
  return [word.toLowerCase(), singular].some((name) => typeof parseDuration.unit[name] === 'number');
}

function howToWriteIt(): string {
  return l10n.t('Enter a duration such as 30d, 12h, or 1y, or enter "never".');
}
