/** The global values that all copies of undici in this process share, including Node's own copy. */
export function slots(): Map<string, unknown> {
  const symbols = Object.getOwnPropertySymbols(globalThis).filter((symbol) => String(symbol).includes('undici.'));
  return new Map(symbols.map((symbol) => [String(symbol), Reflect.get(globalThis, symbol) as unknown]));
}

export function changedSince(before: ReadonlyMap<string, unknown>): string[] {
  const now = slots();
  const names = new Set([...before.keys(), ...now.keys()]);
  return [...names].filter((name) => before.get(name) !== now.get(name)).sort();
}
