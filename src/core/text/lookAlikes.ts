import { codes } from './characterCode.ts';

/** Scripts with letters that look like Latin ones. Han, kana, Hangul, and others are mixed with Latin every day. */
const imitating =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}\p{Script=Deseret}\p{Script=Old_Italic}\p{Script=Lycian}\p{Script=Carian}\p{Script=Gothic}\p{Script=Glagolitic}]/gu;
const latin = /\p{Script=Latin}/gu;
const word = /[\p{L}\p{M}\p{N}]+/gu;
/** Letters that look like a Latin letter in most fonts. A Russian or Greek text has others, too. */
const imitations =
  /[аԁеһіјӏорԛсѕԝухѵьѡАВЕЅІЈКМНОРԚСТԜУҮХΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϺαγικνορυωϲϳօոսհզցյլԼՍՕ\p{Script=Cherokee}\p{Script=Lisu}\p{Script=Deseret}\p{Script=Old_Italic}\p{Script=Lycian}\p{Script=Carian}]/u;

/**
 * Shows the codes of letters and digits that look like those of another script: of the rarer script in a word that
 * mixes two, and everywhere if all letters look like Latin ones. Letters of one script, such as `l` and `I`, remain.
 */
export function withoutLookAlikes(text: string): string {
  const shown = text.replace(/[^\0-\u02ff]/gu, withoutVariant).replace(word, withoutMixedScripts);
  const letters = shown.match(imitating) ?? [];
  return letters.every((letter) => imitations.test(letter)) ? shown.replace(imitating, codes) : shown;
}

/** Shows the codes of full-width, mathematical, circled, and similar forms of ASCII letters and digits. */
function withoutVariant(character: string): string {
  const plain = character.normalize('NFKC');
  return /^[!-~]+$/.test(plain) && /[A-Za-z0-9]/.test(plain) && !/[™№]/.test(character) ? codes(character) : character;
}

function withoutMixedScripts(letters: string): string {
  const others = letters.match(imitating)?.length ?? 0;
  const latins = letters.match(latin)?.length ?? 0;
  if (others === 0 || latins === 0) {
    return letters;
  }
  return letters.replace(others > latins ? latin : imitating, codes);
}
