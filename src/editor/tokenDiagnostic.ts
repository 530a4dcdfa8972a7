import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isOperatorToken } from '../core/token/tokenRecord.ts';
import { displayName } from '../core/token/tokenName.ts';
import type { IdentifiedToken } from './identifiedTokens.ts';
import { identifiedText } from '../ui/found/tokenText.ts';

export const diagnosticSource = 'InfluxDB 3';

export type DiagnosticCode = 'operatorTokenInGit' | 'expiredToken' | 'unknownToken';

/** Returns what is wrong with a token, if anything. A token that couldn't be checked is never reported. */
export function diagnosticFor(
  { range, identified }: IdentifiedToken,
  isTracked: boolean,
  now: Date,
): vscode.Diagnostic | undefined {
  if (identified?.status === 'expired') {
    return diagnostic(
      range,
      'expiredToken',
      l10n.t('This token no longer works: {0}.', identifiedText(identified, now)),
      vscode.DiagnosticSeverity.Warning,
    );
  }
  if (identified?.record !== undefined && isOperatorToken(identified.record) && isTracked) {
    return diagnostic(
      range,
      'operatorTokenInGit',
      l10n.t(
        'This file is tracked by Git and contains the operator token for {0}. Anyone with access to the repository has full control of that server.',
        displayName(identified.server?.name ?? ''),
      ),
      vscode.DiagnosticSeverity.Warning,
    );
  }
  if (identified?.status === 'unknown') {
    return diagnostic(
      range,
      'unknownToken',
      l10n.t(
        'None of your servers recognizes this token. It was deleted or replaced, or it belongs to a different server.',
      ),
      vscode.DiagnosticSeverity.Information,
    );
  }
  return undefined;
}

function diagnostic(
  range: vscode.Range,
  code: DiagnosticCode,
  message: string,
  severity: vscode.DiagnosticSeverity,
): vscode.Diagnostic {
  const result = new vscode.Diagnostic(range, message, severity);
  result.code = code;
  result.source = diagnosticSource;
  return result;
}
