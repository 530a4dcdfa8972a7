import { open, type FileHandle } from 'node:fs/promises';

const steps = ['stat', 'readFile', 'writeFile', 'chmod', 'chown', 'sync', 'truncate'] as const;
type Step = (typeof steps)[number];
type Method = (...args: unknown[]) => Promise<unknown>;

/** `before` gets the operation, its number from 0, and the file. An error that it throws fails the operation. */
export async function beforeEachStep<Result>(
  before: (step: Step, number: number, handle: FileHandle) => unknown,
  work: () => Promise<Result>,
): Promise<Result> {
  const methods = await methodsOfHandles();
  const real = new Map(steps.map((step) => [step, methods[step]]));
  let number = 0;
  for (const [step, method] of real) {
    methods[step] = async function (this: FileHandle, ...args) {
      await before(step, number++, this);
      return method.apply(this, args);
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
