import * as vscode from 'vscode';
import type { IdentifiedToken } from './identifiedTokens.ts';
import { problemWith } from './tokenProblem.ts';

export const diagnosticSource = 'InfluxDB 3';

const severities = {
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

export function diagnosticFor(
  { range, identified }: IdentifiedToken,
  isTracked: boolean,
  now: Date,
): vscode.Diagnostic | undefined {
  const problem = problemWith(identified, isTracked, now);
  if (problem === undefined) {
    return undefined;
  }
  const diagnostic = new vscode.Diagnostic(range, problem.message, severities[problem.severity]);
  diagnostic.code = problem.code;
  diagnostic.source = diagnosticSource;
  return diagnostic;
}
