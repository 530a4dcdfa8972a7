const longestName = 255;

/** A free name for the token that takes another one's place: `ci-2` for `ci`, `ci-3` for `ci-2`. */
export function nextName(name: string, taken: ReadonlySet<string>): string {
  const [, stem = name, number = '1'] = /^(.*)-([1-9]\d{0,8})$/s.exec(name) ?? [];
  for (let count = Number(number) + 1; ; count++) {
    const ending = `-${count}`;
    const candidate = [...stem].slice(0, longestName - ending.length).join('') + ending;
    if (!taken.has(candidate)) {
      return candidate;
    }
  }
}
