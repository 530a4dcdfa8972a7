import type { OperationFixture } from './operationFixture.ts';

/** Runs `work`, once, after the response to a create or regenerate was lost and before the check. */
export function afterLostResponse({ newTokens }: OperationFixture, work: () => Promise<unknown>): void {
  const create = newTokens.create.bind(newTokens);
  newTokens.create = async (...args) => {
    newTokens.create = create;
    try {
      return await create(...args);
    } catch (error) {
      await work();
      throw error;
    }
  };
}

/** Runs `work`, once, when the workspace is searched, so shortly before the question that names the files. */
export function duringSearch({ usage }: OperationFixture, work: () => Promise<unknown>): void {
  const { search } = usage;
  const find = search.find.bind(search);
  search.find = async (...args) => {
    search.find = find;
    await work();
    return find(...args);
  };
}
