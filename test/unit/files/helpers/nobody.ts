export const isRoot = process.geteuid?.() === 0;
/** User and group ID of an unprivileged account. */
export const nobodyId = 65_534;

/** Drops the privileges of root for the duration of `work`, because root ignores file modes. */
export async function asNobody<Result>(work: () => Promise<Result>): Promise<Result> {
  if (!isRoot) {
    return work();
  }
  process.seteuid?.(nobodyId);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
