import * as l10n from '../../core/l10n.ts';
import type { Question } from '../../operations/person.ts';

/** What a dialog shows. Selecting a button returns its label. */
export interface DialogText {
  readonly message: l10n.DisplayText;
  readonly detail: l10n.DisplayText | undefined;
  readonly buttons: readonly string[];
}

const maxUrls = 20;

/** @param files what is known about the files that contain the token */
export function dialogText(
  { message, urls = [], detail, note, confirmLabel }: Question,
  files: l10n.DisplayText | undefined,
  alternatives: readonly string[],
): DialogText {
  const sentences = [detail, files].filter((text) => text !== undefined);
  const paragraphs = [
    ...(urls.length === 0 ? [] : [l10n.join(urlLines(urls), '\n')]),
    ...(sentences.length === 0 ? [] : [l10n.join(sentences, ' ')]),
    ...(note === undefined ? [] : [note]),
  ];
  return {
    message,
    detail: paragraphs.length === 0 ? undefined : l10n.join(paragraphs, '\n\n'),
    // Enter selects the first button, so the safer ones come first.
    buttons: [...alternatives, confirmLabel],
  };
}

function urlLines(urls: readonly string[]): l10n.DisplayText[] {
  const more = urls.length - maxUrls;
  return [...urls.slice(0, maxUrls).map(l10n.url), ...(more > 0 ? [l10n.t('and {0} more', more)] : [])];
}
