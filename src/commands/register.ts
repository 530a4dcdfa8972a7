import * as vscode from 'vscode';
import type { Disposable } from '../core/emitter.ts';
import type { SessionParts } from './dependencies.ts';
import { commandNames } from './commandNames.ts';

export interface RegisteredCommands extends Disposable {
  /** Resolves when no token is being created. */
  waitForPending(): Promise<void>;
}

/**
 * Registers every command. The code behind them is loaded on the first call.
 * @param testMode VS Code runs tests: only then is `confirm: true` respected
 */
export function registerCommands(parts: SessionParts, testMode: boolean): RegisteredCommands {
  let loading: Promise<import('./runner.ts').CommandRunner> | undefined;
  const load = () => {
    loading ??= import('./runner.ts').then(({ CommandRunner }) => new CommandRunner(parts, testMode));
    return loading;
  };
  const registrations = commandNames.map((name) =>
    vscode.commands.registerCommand(`influxdb3Tokens.${name}`, async (...given: unknown[]) =>
      (await load()).run(name, given),
    ),
  );
  return {
    dispose: () => registrations.forEach((registration) => void registration.dispose()),
    waitForPending: async () => (await loading)?.waitForPending(),
  };
}
