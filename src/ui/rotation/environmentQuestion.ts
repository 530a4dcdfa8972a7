import * as l10n from '../../core/l10n.ts';
import type { Person } from '../../operations/person.ts';
import type { MissingValue } from '../../rotation/environmentValues.ts';
import { fileName, filesSentence, listedFile } from '../prompts/filesSentence.ts';

/** Returns whether to add the new token to the env files. */
export async function askToAddValues(
  values: readonly MissingValue[],
  person: Pick<Person, 'choose'>,
): Promise<boolean> {
  const [first, ...others] = values;
  if (first === undefined) {
    return false;
  }
  const readers = [...new Set(values.flatMap((value) => value.readers))].map(listedFile);
  const listed = values.map(({ environmentFile, variable }) =>
    l10n.t('{0} ({1})', fileName(environmentFile), variable),
  );
  const add = l10n.t('Add to .env');
  const answer = await person.choose(
    {
      message:
        others.length === 0
          ? l10n.t('Add the new token to "{0}" as {1}?', fileName(first.environmentFile), first.variable)
          : l10n.t('Add the new token to these env files? {0}', l10n.own(filesSentence(listed))),
      detail:
        others.length === 0
          ? l10n.t("Otherwise, set this variable where it's read: {0}.", l10n.own(filesSentence(readers)))
          : l10n.t("Otherwise, set these variables where they're read: {0}.", l10n.own(filesSentence(readers))),
      confirmLabel: add,
    },
    l10n.t("Don't Add"),
  );
  return answer === add;
}
