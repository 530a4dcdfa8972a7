import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { BrokenNode, MessageNode, RotationNode, ServerNode, TokenNode, type TreeNode } from '../ui/nodes.ts';

/** What a command was called on: a row, or the arguments that came. */
export type Target = TreeNode | RotationNode | object;

/** A second call of a command on the same target while the first is at work gets what that gets: one token, not two. */
export class OnceAtATime {
  readonly #running: { readonly key: unknown; readonly result: Promise<unknown> }[] = [];

  /** @param target `undefined` from the palette, where each call has prompts of its own */
  async run(target: Target | undefined, work: () => Promise<unknown>): Promise<unknown> {
    if (target === undefined) {
      return work();
    }
    const key = keyOf(target);
    const running = this.#running.find((call) => isDeepStrictEqual(call.key, key));
    if (running !== undefined) {
      // VS Code may hand over a "Cancel" and the next click at once: what is given up then is no answer to that click.
      const isGivenUp = await Promise.race([
        running.result.then((result) => result === undefined),
        setImmediate(false),
      ]);
      return isGivenUp ? this.run(target, work) : running.result;
    }
    const call = { key, result: work() };
    this.#running.push(call);
    try {
      return await call.result;
    } finally {
      this.#running.splice(this.#running.indexOf(call), 1);
    }
  }
}

/** The same for a row that was drawn anew. */
function keyOf(target: Target): unknown {
  if (target instanceof RotationNode) {
    return `rotation ${target.journal.id}`;
  }
  if (target instanceof BrokenNode) {
    return `broken ${target.index}`;
  }
  if (target instanceof TokenNode) {
    return `${target.server.url} ${target.record.hash}`;
  }
  if (target instanceof MessageNode) {
    // With a purpose the same command does something else.
    return `${target.server.url} ${target.message.purpose ?? ''}`.trimEnd();
  }
  return target instanceof ServerNode ? target.server.url : target;
}
