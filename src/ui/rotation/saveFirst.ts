import * as l10n from '../../core/l10n.ts';
import * as vscode from 'vscode';
import type { FoundFile } from '../../content/foundFile.ts';
import type { Person } from '../../operations/person.ts';
import { fileName, filesSentence, listedFile } from '../prompts/filesSentence.ts';

/** Returns the paths that the user chose to save, for which search results are then outdated. */
export async function offerToSave(files: readonly FoundFile[], person: Person): Promise<ReadonlySet<string>> {
  const unsaved = files.filter(({ barrier, path }) => barrier === 'unsaved' && path !== undefined);
  const [first, ...others] = unsaved;
  if (first === undefined) {
    return new Set();
  }
  const dontSave = l10n.t("Don't Save");
  const answer = await person.choose(
    {
      message:
        others.length === 0
          ? l10n.t('Save the changes to "{0}" first?', fileName(first))
          : l10n.t('Save these files first? {0}', l10n.own(filesSentence(unsaved.map(listedFile)))),
      detail:
        others.length === 0
          ? l10n.t("This file also contains the token. If you don't save it, it won't be updated.")
          : l10n.t("These files also contain the token. Files that you don't save won't be updated."),
      confirmLabel: l10n.t('Save and Continue'),
    },
    dontSave,
  );
  if (answer === dontSave) {
    return new Set();
  }
  const paths = new Set(unsaved.map(({ path }) => path).filter((path) => path !== undefined));
  for (const document of vscode.workspace.textDocuments.filter(({ uri }) => paths.has(uri.fsPath))) {
    // A document that can't be saved stays listed as unsaved.
    await document.save();
  }
  for (const notebook of vscode.workspace.notebookDocuments.filter(({ uri }) => paths.has(uri.fsPath))) {
    await notebook.save();
  }
  return paths;
}
