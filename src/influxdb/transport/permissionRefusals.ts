import * as l10n from '../../core/l10n.ts';
import { redact } from '../../core/redact.ts';
import type { ServerErrorKind } from './serverError.ts';

interface PermissionRefusal {
  readonly kind: ServerErrorKind;
  readonly message: l10n.DisplayText;
}

const maxShownLength = 200;

/**
 * Why the server rejects the permissions of a new resource token. It depends on the text, because servers send it with
 * status 400 or 500.
 */
export function permissionRefusal(body: string): PermissionRefusal | undefined {
  const reason = /^cannot parse token permission, (.+)$/s.exec(body.trim())?.[1];
  if (reason === undefined) {
    return undefined;
  }
  const unknownName = textAfter('invalid resource name ', reason);
  if (unknownName !== undefined) {
    return {
      kind: 'unknownDatabase',
      message: l10n.t(
        'The server has no database or system resource named "{0}". It might have been deleted. Check the name.',
        unknownName,
      ),
    };
  }
  if (reason.startsWith('mixed wildcard')) {
    return {
      kind: 'wildcardWithNames',
      message: l10n.t('A permission can\'t contain both "*" and names. Use either "*" or names.'),
    };
  }
  const action =
    textAfter('action not supported, database action ', reason) ??
    textAfter('action not supported, system action ', reason);
  if (action !== undefined) {
    return {
      kind: 'actionNotSupported',
      message: l10n.t('The server doesn\'t support the action "{0}" in a permission. Use a different action.', action),
    };
  }
  return {
    kind: 'permissionRejected',
    message: l10n.t('The server rejected the permissions: {0}. Check them.', shown(reason)),
  };
}

function textAfter(start: string, text: string): string | undefined {
  return text.startsWith(start) ? shown(text.slice(start.length)) : undefined;
}

function shown(text: string): string {
  return l10n.alone(redact(text), maxShownLength);
}
