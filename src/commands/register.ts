import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Disposable } from '../core/emitter.ts';
import { toError, UserError } from '../core/errors.ts';
import { showError } from '../vscode/notify.ts';
import type { SessionParts } from './dependencies.ts';
import { commandNames } from './commandNames.ts';
import { invocationOf, type OwnUi } from './invocation.ts';

/** Loads the code behind the commands on the first call. `confirm: true` takes effect only in `testMode`. */
export function registerCommands(parts: SessionParts, ownUi: OwnUi, testMode: boolean): Disposable {
  let loading: Promise<import('./runner.ts').CommandRunner> | undefined;
  const load = async () => {
    loading ??= import('./runner.ts').then(({ CommandRunner }) => new CommandRunner(parts, testMode));
    try {
      return await loading;
    } catch (error) {
      // An update can remove the files of a running extension. Try again on the next call.
      loading = undefined;
      parts.log.error(`Couldn't load the commands: ${toError(error).message}`);
      const message = l10n.t("The extension's files couldn't be loaded. Reload the window and try again.");
      void showError(message);
      throw new UserError(message);
    }
  };
  const registrations = commandNames.map((name) =>
    vscode.commands.registerCommand(`influxdb3Tokens.${name}`, async (...args: unknown[]) => {
      // Read what's selected before the code is loaded, because the user may switch editors while it loads.
      const invocation = invocationOf(name, args, ownUi);
      const runner = await load().catch((error: unknown) => {
        // If this rejected, VS Code would show the error a second time.
        if (invocation.caller === 'withArguments') {
          throw error;
        }
        return undefined;
      });
      return runner?.run(name, invocation);
    }),
  );
  void parts.servers.requests
    .readAll()
    .then(async (requests) => {
      if (requests.length > 0) {
        await (await load()).checkInterruptedRequests();
      }
    })
    .catch((error: unknown) => parts.log.error(`Couldn't check interrupted requests: ${toError(error).message}`));
  return {
    dispose() {
      registrations.forEach((registration) => void registration.dispose());
      void loading?.then(
        (runner) => runner.dispose(),
        () => undefined,
      );
    },
  };
}
