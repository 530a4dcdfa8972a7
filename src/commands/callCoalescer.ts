import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { BrokenNode, MessageNode, RotationNode, ServerNode, TokenNode, type TreeNode } from '../ui/servers/nodes.ts';

export type Target = TreeNode | RotationNode | object;

/** A second call on the same target shares the result of the running one, so that one token is created, not two. */
export class CallCoalescer {
  readonly #running: { readonly key: unknown; readonly result: Promise<unknown> }[] = [];

  /** @param target `undefined` from the command palette, where each call has its own prompts */
  async run(target: Target | undefined, work: () => Promise<unknown>): Promise<unknown> {
    if (target === undefined) {
      return work();
    }
    const key = targetKey(target);
    const running = this.#running.find((call) => isDeepStrictEqual(call.key, key));
    if (running !== undefined) {
      // A click right after a cancellation must start a new call, not get the result of the canceled one.
      const isCanceled = await Promise.race([
        running.result.then((result) => result === undefined),
        setImmediate(false),
      ]);
      return isCanceled ? this.run(target, work) : running.result;
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

/** A key that stays the same when a row is refreshed. */
function targetKey(target: Target): unknown {
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
    return `${target.server.url} ${target.message.purpose ?? ''}`.trimEnd();
  }
  return target instanceof ServerNode ? target.server.url : target;
}
