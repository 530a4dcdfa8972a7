import * as l10n from '../l10n.ts';
import parseDuration from 'parse-duration';
import { UserError } from '../errors.ts';

const neverExpires = 'never';
/** InfluxDB 3.10 reads far larger values as "never", and 3.7 crashes. A year is 365.25 days, as in the server's CLI. */
const maxSeconds = 100 * 365.25 * 24 * 60 * 60;
const numbersWithUnits = /^(?:\d+(?:\.\d+)?\s*[a-z]+[\s,]*)+$/i;
/** In characters. */
const maxLength = 1000;
const units = /[a-z]+/gi;

/** Time until a new token expires, in whole seconds; `undefined` if it never expires. */
export type Lifetime = number | undefined;

/** False for values that servers misinterpret: 0 creates an expired token, and huge ones become "never". */
export function isSendable(lifetime: Lifetime): boolean {
  return lifetime === undefined || (Number.isInteger(lifetime) && lifetime >= 1 && lifetime <= maxSeconds);
}

/** Parses `never`, `30d`, `12h`, `1w 2d`, `90 minutes`. @throws UserError if the text isn't valid */
export function parseExpiry(text: string): Lifetime {
  const input = text.slice(0, maxLength + 1).trim();
  if (input.toLowerCase() === neverExpires) {
    return undefined;
  }
  if (/^[-\u2212]/.test(input)) {
    throw new UserError(l10n.t("The duration can't be negative. {0}", l10n.own(formatHint())));
  }
  if (/^\d+(\.\d+)?$/.test(input) && Number(input) !== 0) {
    throw new UserError(l10n.t('Add a unit to {0}: for example, {0}d for days or {0}h for hours.', input.slice(0, 40)));
  }
  const seconds = durationInSeconds(input);
  if (seconds < 1) {
    throw new UserError(
      l10n.t('This token would expire as soon as it\'s created. For a token that never expires, enter "never".'),
    );
  }
  if (seconds > maxSeconds) {
    throw new UserError(l10n.t('The maximum duration is 100 years. For a token that never expires, enter "never".'));
  }
  return Math.floor(seconds);
}

function durationInSeconds(input: string): number {
  if (/^0+(\.0*)?$/.test(input)) {
    return 0;
  }
  // The server's CLI reads a capital M as months, but `parseDuration` reads it as minutes.
  const duration = input.replace(/(?<=\d\s*)M(?![a-z])/gi, (letter) => (letter === 'M' ? 'month' : letter));
  // `parseDuration` ignores unknown units, so "1d 30groups" would be a day.
  const hasOnlyUnits = (duration.match(units) ?? []).every(isUnit);
  const isReadable = input.length <= maxLength && numbersWithUnits.test(duration) && hasOnlyUnits;
  const seconds = isReadable ? parseDuration(duration, 's') : null;
  if (seconds === null) {
    throw new UserError(l10n.t('"{0}" isn\'t a valid duration. {1}', input.slice(0, 40), l10n.own(formatHint())));
  }
  return seconds;
}

function isUnit(word: string): boolean {
  const singular = word.toLowerCase().replace(/(?<=..)s$/, '');
  return [word.toLowerCase(), singular].some((name) => typeof parseDuration.unit[name] === 'number');
}

function formatHint(): l10n.DisplayText {
  return l10n.t('Enter a duration such as 30d, 12h, or 1y, or enter "never".');
}
