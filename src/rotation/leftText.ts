import * as l10n from '@vscode/l10n';
import type { LeftReason } from '../core/rotation/journal.ts';

/** Why a file keeps the old string, as a person reads it. */
export function leftText(reason: LeftReason): string {
  switch (reason) {
    case 'unticked':
      return l10n.t('not ticked');
    case 'tracked':
      return l10n.t('tracked by git, and not ticked');
    case 'link':
      return l10n.t('reached through a link that leaves the workspace');
    case 'hardLink':
      return l10n.t('it has a second name (hard link)');
    case 'readOnly':
      return l10n.t('read-only');
    case 'unsaved':
      return l10n.t('unsaved changes in its editor');
    case 'changed':
      return l10n.t('it was changed meanwhile');
    case 'gone':
      return l10n.t('it is gone');
    case 'noSpace':
      return l10n.t('the disk is full');
    case 'failed':
      return l10n.t('its folder, owner or mode does not allow it');
  }
}
