import * as l10n from '../core/l10n.ts';
import { tokenKind } from '../core/token/kind.ts';
import type { TokenMatch } from '../core/token/matchToken.ts';
import { permissionText } from '../core/token/permissionText.ts';
import { parsePermissions } from '../core/token/permissions.ts';
import { displayName } from '../core/token/tokenName.ts';
import { isOperatorToken, type TokenRecord } from '../core/token/tokenRecord.ts';
import { identifiedText } from '../ui/found/tokenText.ts';

type ProblemCode = 'operatorTokenInGit' | 'adminTokenInGit' | 'tokenInGit' | 'expiredToken' | 'unknownToken';

interface TokenProblem {
  readonly code: ProblemCode;
  readonly message: l10n.DisplayText;
  readonly severity: 'warning' | 'information';
}

/** Returns `undefined` if nothing is wrong with the token, or if it couldn't be checked. */
export function problemWith(match: TokenMatch | undefined, isTracked: boolean, now: Date): TokenProblem | undefined {
  if (match?.status === 'expired') {
    return {
      code: 'expiredToken',
      message: l10n.t(
        "This token has expired, according to this machine's clock: {0}.",
        l10n.own(identifiedText(match, now)),
      ),
      severity: 'warning',
    };
  }
  if (match?.record !== undefined && isTracked) {
    return problemInGit(match.record, displayName(match.server?.name ?? ''));
  }
  if (match?.status === 'unknown') {
    return {
      code: 'unknownToken',
      message: l10n.t(
        'None of your servers recognizes this token. It was deleted or replaced, or it belongs to a different server.',
      ),
      severity: 'information',
    };
  }
  return undefined;
}

function problemInGit(record: TokenRecord, server: string): TokenProblem {
  const name = displayName(record.name);
  switch (isOperatorToken(record) ? 'operator' : tokenKind(record)) {
    case 'operator':
      return {
        code: 'operatorTokenInGit',
        message: l10n.t(
          'This file is tracked by Git and contains the operator token for {0}. Anyone with access to the repository has full control of that server.',
          server,
        ),
        severity: 'warning',
      };
    case 'admin':
      return {
        code: 'adminTokenInGit',
        message: l10n.t(
          'This file is tracked by Git and contains the admin token "{0}" for {1}. Anyone with access to the repository can do anything on that server.',
          name,
          server,
        ),
        severity: 'warning',
      };
    case 'resource':
      return {
        code: 'tokenInGit',
        message: l10n.t(
          'This file is tracked by Git and contains the token "{0}" for {1}. Anyone with access to the repository can use it. Its permissions: {2}.',
          name,
          server,
          l10n.own(permissionText(record.permissions)),
        ),
        severity: isReadOnly(record.permissions) ? 'information' : 'warning',
      };
    case 'unknown':
      return {
        code: 'tokenInGit',
        message: l10n.t(
          'This file is tracked by Git and contains the token "{0}" for {1}. Anyone with access to the repository can use it. Its permissions are unknown.',
          name,
          server,
        ),
        severity: 'warning',
      };
  }
}

function isReadOnly(permissions: string): boolean {
  return parsePermissions(permissions)?.every(({ actions }) => actions.join() === 'read') === true;
}
