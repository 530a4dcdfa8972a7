export const isRoot = process.geteuid?.() === 0;
/** A user and a group with no rights of their own. */
export const nobody = 65_534;

/** Does something without root's rights, which no mode of a file would stop. Who is not root goes on as they are. */
export async function asNobody<Result>(work: () => Promise<Result>): Promise<Result> {
  if (!isRoot) {
    return work();
  }
  process.seteuid?.(nobody);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
