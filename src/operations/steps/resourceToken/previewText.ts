import { expiryText } from '../../../core/token/expiryText.ts';
import * as l10n from '../../../core/l10n.ts';
import { permissionText } from '../../../core/token/permissionText.ts';
import type { ResourceTokenSpec } from './draft.ts';

/** What a new token will be allowed to do, and for how long, in words. */
export function previewText({
  permissions,
  lifetime,
}: Pick<ResourceTokenSpec, 'permissions' | 'lifetime'>): l10n.DisplayText {
  const now = new Date();
  const expiry = lifetime === undefined ? undefined : new Date(now.getTime() + lifetime * 1000);
  return l10n.join([permissionText(permissions), expiryText(expiry, now)], ' · ');
}
