import type { Disposable } from '../core/emitter.ts';
import { Canceled } from '../core/errors.ts';
import { RotationStopped } from '../rotation/stopped.ts';
import { User } from '../ui/person.ts';
import { messageFor } from '../ui/prompts/failures.ts';
import { allCommands } from './allCommands.ts';
import { parseArguments, type CommandArguments } from './arguments.ts';
import { CallCoalescer, type Target } from './callCoalescer.ts';
import { CallLimit, TooManyCalls } from './callLimit.ts';
import { callRules } from './callRules.ts';
import type { Command } from './command.ts';
import { createDependencies, type Dependencies, type SessionParts } from './dependencies.ts';
import { callerInHistory, type Invocation } from './invocation.ts';
import type { CommandName } from './commandNames.ts';

interface CommandEntry {
  readonly command: Command;
  readonly calls: CallCoalescer;
  readonly limit: CallLimit;
}

/** Runs commands, and is the only place where their errors are caught, logged, and shown. */
export class CommandRunner implements Disposable {
  readonly #deps: Dependencies;
  readonly #testMode: boolean;
  readonly #commands = new Map<CommandName, CommandEntry>();

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
      entry = { command: allCommands[name](this.#deps), calls: new CallCoalescer(), limit: new CallLimit() };
      this.#commands.set(name, entry);
    }
    let args: CommandArguments = {};
    try {
      args = invocation.caller === 'withArguments' ? parseArguments(invocation.argument) : {};
    } catch (thrown) {
      this.#fail(entry.command, invocation, thrown);
      return undefined;
    }
    return entry.calls.run(sharedBy(name, invocation, args), () => this.#run(entry, invocation, args));
  }

  async #run({ command, limit }: CommandEntry, invocation: Invocation, args: CommandArguments): Promise<unknown> {
    const { failures, settings } = this.#deps;
    const isExternal = invocation.caller === 'withArguments';
    const person = new User({
      autoConfirm: this.#testMode && args.confirm === true,
      isExternal: isExternal && !this.#testMode,
      origin: { command: command.id, caller: callerInHistory(invocation) },
      settings,
      onLateFailure: (error) => failures.show(error, command.id),
    });
    const work = () => command.run({ ...invocation, args, person });
    try {
      return await (isExternal ? limit.run(work) : work());
    } catch (thrown) {
      this.#fail(command, invocation, thrown);
      return undefined;
    }
  }

  /** Shows the error. Rejects only for callers with arguments, because VS Code would show the error a second time. */
  #fail({ id }: Command, { caller }: Invocation, thrown: unknown): void {
    if (thrown instanceof Canceled) {
      return;
    }
    if (!(thrown instanceof TooManyCalls)) {
      this.#deps.failures.show(thrown, id);
    }
    if (caller === 'withArguments' && !(thrown instanceof RotationStopped && thrown.isCanceled)) {
      // The cause is left out, because the caller should get only the message that the user sees.
      throw new Error(messageFor(thrown));
    }
  }
}

/** What calls have in common that run once and share the result. Each call with prompts of its own runs by itself. */
function sharedBy(name: CommandName, invocation: Invocation, args: CommandArguments): Target | undefined {
  const { caller, node, insertionPoint } = invocation;
  if (caller === 'withArguments') {
    return args;
  }
  const hasPrompts = callRules[name].withoutArguments.length > 0;
  return node ?? insertionPoint ?? (hasPrompts ? undefined : { caller });
}
