import { open, type FileHandle } from 'node:fs/promises';

const steps = ['stat', 'readFile', 'writeFile', 'chmod', 'chown', 'sync', 'truncate'] as const;
type Step = (typeof steps)[number];
type Method = (...given: unknown[]) => Promise<unknown>;

/**
 * Does something just before each step that anybody takes with an open file, for as long as `work` runs.
 * @param before is told the step, its number from 0, and what it is taken with; what it throws fails the step
 */
export async function atEachStep<Result>(
  before: (step: Step, number: number, handle: FileHandle) => unknown,
  work: () => Promise<Result>,
): Promise<Result> {
  const methods = await methodsOfHandles();
  const real = new Map(steps.map((step) => [step, methods[step]]));
  let number = 0;
  for (const [step, method] of real) {
    methods[step] = async function (this: FileHandle, ...given) {
      await before(step, number++, this);
      return method.apply(this, given);
    };
  }
  try {
    return await work();
  } finally {
    real.forEach((method, step) => (methods[step] = method));
  }
}

async function methodsOfHandles(): Promise<Record<Step, Method>> {
  const handle = await open(import.meta.filename);
  await handle.close();
  return Object.getPrototypeOf(handle) as Record<Step, Method>;
}
