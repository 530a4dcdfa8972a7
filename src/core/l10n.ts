import * as translations from '@vscode/l10n';
import { codes } from './text/characterCode.ts';
import { visibleText } from './text/visibleText.ts';

declare const shows: unique symbol;

/** Text that can be shown where nothing else stands beside it, such as the name of a token as the label of its row. */
export type Label = string & { readonly [shows]: 'name' | 'words' };

/** Our own words. Text from outside in them is visible, and set apart from them. */
export type DisplayText = Label & { readonly [shows]: 'words' };

/** Text that `t` inserts as it is. Other strings are from outside. */
class OwnText {
  readonly text: DisplayText;

  constructor(text: DisplayText) {
    this.text = text;
  }
}

/** In code points: long enough for paths, and for a host name with its scheme and port. */
const maxInserted = 300;
const maxUrlLength = 2000;
const quotes = /["“”„‟″‶‴‷⁗〃〝〞〟＂ʺ˝ˮ״❝❞🙶🙷🙸᳓⹂«»]|['‘’‚‛′‵ʹʻʼʽˈˊˋ`´׳＇❛❜]{2,}/gu;
/** One word, URL, or path, which doesn't look like the end of a sentence. */
const singleWord = /^[\p{L}\p{N}\p{M}_.:/\\@%+~#=&?$*{}[\]-]*[\p{L}\p{N}\p{M}_/\\*}\]]$/u;
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const [isolate, endOfIsolate] = ['\u2068', '\u2069'];

/**
 * Translates a sentence and inserts text into it. Strings are always text from outside. They can't end
 * the quotes around them, and without quotes around them, they get some unless they are a single word.
 */
export function t(message: string, ...args: readonly (string | number | OwnText)[]): DisplayText {
  const template = translations.t(message);
  return template.replace(/\{(\d+)\}/g, (placeholder: string, index: string, offset: number) => {
    const argument = args[Number(index)];
    if (argument === undefined) {
      return placeholder;
    }
    if (typeof argument !== 'string') {
      return typeof argument === 'number' ? String(argument) : argument.text;
    }
    const isInQuotes = template[offset - 1] === '"' && template[offset + placeholder.length] === '"';
    return isInQuotes ? withoutQuotes(argument) : name(argument);
  }) as DisplayText;
}

/** Marks text of ours that is part of a sentence. Text from outside has another type, so it can't be marked. */
export function own(text: DisplayText): OwnText {
  return new OwnText(text);
}

/** Text from outside as part of a list or row that has no quotes of its own. */
export function name(text: string): DisplayText {
  const visible = visibleText(text, maxInserted);
  return (singleWord.test(visible) ? isolated(visible) : `"${withoutQuotes(text)}"`) as DisplayText;
}

/** A server's URL on a line of its own. Never shortened, because URLs have a limit. */
export function url(text: string): DisplayText {
  return visibleText(text, maxUrlLength) as DisplayText;
}

/** Text from outside that stands alone, for example, as the label of a row. */
export function alone(text: string, maxLength?: number): Label {
  return visibleText(text, maxLength) as Label;
}

/** A piece of code that we generated. Only the names in it are from outside. */
export function code(text: string): DisplayText {
  return visibleText(text, maxInserted) as DisplayText;
}

/** Names from outside, such as "a, b, "c d"". */
export function list(names: readonly string[]): DisplayText {
  return join(names.map(name), ', ');
}

/** A title that ends with a name, such as "Create Token: ci". */
export function titled(title: DisplayText, text: string): DisplayText {
  return t('{0}: {1}', own(title), text);
}

/** A constant, such as a product's name. */
export function untranslated<Text extends string>(text: string extends Text ? never : Text): DisplayText {
  return text as string as DisplayText;
}

export function formatDate(format: Intl.DateTimeFormat, date: Date): DisplayText {
  return format.format(date) as DisplayText;
}

export function join(
  texts: readonly DisplayText[],
  separator: ' ' | ', ' | '; ' | ' · ' | ' – ' | '\n' | '\n\n',
): DisplayText {
  return texts.join(separator) as DisplayText;
}

function withoutQuotes(text: string): string {
  return isolated(visibleText(text, maxInserted).replace(quotes, codes));
}

/** Text that's read from right to left would reorder what is around it. */
function isolated(text: string): string {
  return rightToLeft.test(text) ? `${isolate}${text}${endOfIsolate}` : text;
}
