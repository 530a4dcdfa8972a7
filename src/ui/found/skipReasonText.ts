import * as l10n from '../../core/l10n.ts';
import type { SkipReason } from '../../rotation/journal.ts';

export function skipReasonText(reason: SkipReason): l10n.DisplayText {
  switch (reason) {
    case 'unticked':
      return l10n.t('not selected');
    case 'tracked':
      return l10n.t('tracked by Git and not selected');
    case 'link':
      return l10n.t('reached through a symbolic link that leads outside the workspace');
    case 'hardLink':
      return l10n.t('hard-linked under another name');
    case 'readOnly':
      return l10n.t('read-only');
    case 'binary':
      return l10n.t('binary file');
    case 'unsaved':
      return l10n.t('unsaved changes in the editor');
    case 'encoded':
      return l10n.t("contains the token in an encoding that can't be updated");
    case 'changed':
      return l10n.t('changed in the meantime');
    case 'gone':
      return l10n.t('no longer exists');
    case 'noSpace':
      return l10n.t('disk full');
    case 'failed':
      return l10n.t('the update failed');
  }
}
