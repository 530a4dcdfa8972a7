const longestName = 255;

/** An unused name for a replacement token: `ci-2` for `ci`, `ci-3` for `ci-2`. */
export function nextName(name: string, taken: ReadonlySet<string>): string {
  const [, stem = name, number = '1'] = /^(.*)-([1-9]\d{0,8})$/s.exec(name) ?? [];
  for (let count = Number(number) + 1; ; count++) {
    const suffix = `-${count}`;
    const candidate = [...stem].slice(0, longestName - suffix.length).join('') + suffix;
    if (!taken.has(candidate)) {
      return candidate;
    }
  }
}
