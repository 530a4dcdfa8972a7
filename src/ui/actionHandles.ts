/**
 * Stands for what one of the extension's own CodeLens, quick fixes, or rows does. A handle is valid for one command of
 * this session, has no properties, and can't be written down, so no link and no object of another extension is one.
 */
export class ActionHandles {
  readonly #issued = new WeakMap<object, { readonly command: string; readonly target: object }>();

  /** Returns the only argument to put into `vscode.Command.arguments`. */
  issue(command: string, target: object): object {
    const handle = Object.freeze({});
    this.#issued.set(handle, { command, target });
    return handle;
  }

  /** Returns what the handle stands for, or `undefined` if it isn't one of this command. */
  targetOf(command: string, handle: unknown): object | undefined {
    const issued = typeof handle === 'object' && handle !== null ? this.#issued.get(handle) : undefined;
    return issued?.command === command ? issued.target : undefined;
  }
}
