import type { Disposable } from '../core/emitter.ts';
import { Canceled } from '../core/errors.ts';
import { RotationStopped } from '../rotation/stopped.ts';
import { User } from '../ui/person.ts';
import { messageFor } from '../ui/prompts/failures.ts';
import { allCommands } from './allCommands.ts';
import { parseArguments } from './arguments.ts';
import { CallCoalescer } from './callCoalescer.ts';
import type { Command } from './command.ts';
import { createDependencies, type Dependencies, type SessionParts } from './dependencies.ts';
import { callerOf, type Invocation } from './invocation.ts';
import type { CommandName } from './commandNames.ts';

/** Runs commands, and is the only place where their errors are caught, logged, and shown. */
export class CommandRunner implements Disposable {
  readonly #deps: Dependencies;
  readonly #testMode: boolean;
  readonly #commands = new Map<CommandName, { readonly command: Command; readonly calls: CallCoalescer }>();

  constructor(parts: SessionParts, testMode: boolean) {
    this.#deps = createDependencies(parts);
    this.#testMode = testMode;
  }

  dispose(): void {
    this.#deps.interruptedRequests.dispose();
  }

  async checkInterruptedRequests(): Promise<void> {
    await this.#deps.interruptedRequests.check();
  }

  async run(name: CommandName, invocation: Invocation): Promise<unknown> {
    let entry = this.#commands.get(name);
    if (entry === undefined) {
      entry = { command: allCommands[name](this.#deps), calls: new CallCoalescer() };
      this.#commands.set(name, entry);
    }
    const { command, calls } = entry;
    const { node, insertionPoint, argument } = invocation;
    const target =
      node ?? insertionPoint ?? (command.coalesce === true && typeof argument === 'object' ? argument : undefined);
    return calls.run(target ?? undefined, () => this.#run(command, invocation));
  }

  async #run(command: Command, { isExternal, argument, ...invocation }: Invocation): Promise<unknown> {
    const { failures, settings } = this.#deps;
    const show = (error: unknown) => failures.show(error, command.id);
    try {
      const args = isExternal ? parseArguments(argument) : {};
      const person = new User({
        autoConfirm: this.#testMode && args.confirm === true,
        isExternal: isExternal && !this.#testMode,
        origin: { command: command.id, caller: callerOf({ isExternal, ...invocation }) },
        settings,
        onLateFailure: show,
      });
      return await command.run({ ...invocation, args, person });
    } catch (thrown) {
      if (thrown instanceof Canceled) {
        return undefined;
      }
      show(thrown);
      if (isExternal && !(thrown instanceof RotationStopped && thrown.isCanceled)) {
        // The cause is left out, because the caller should get only the message that the user sees.
        throw new Error(messageFor(thrown));
      }
      // If this rejected, VS Code would show the error a second time.
      return undefined;
    }
  }
}
