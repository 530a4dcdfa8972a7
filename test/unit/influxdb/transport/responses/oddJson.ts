import fc from 'fast-check';

/** Marks a string that is written to the JSON without quotes, for text that no JavaScript value produces. */
const raw = '@raw:';

const oddValue = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, -0, '', 'x', '\u0000', '\ud800', [], {}, [[]], 'apiv3_', '7'),
  fc
    .constantFrom(
      ...['1e999', '-1e999', '18446744073709551616', '9007199254740993', 'NaN', 'Infinity', '01', '1e-400', "'x'", ''],
      ...[
        '"\\u12"',
        '"\\x41"',
        '"\n"',
        '{"__proto__":{"token":"x","name":"y"}}',
        `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
      ],
      ...[`${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}`, `"${'y'.repeat(20_000)}"`, `[${'0,'.repeat(5_000)}0]`],
    )
    .map((text) => raw + text),
  fc.constantFrom(
    ...['2025-13-45T99:99:99', '2025-02-30T00:00:00', '+999999-12-31T23:59:59.999', '-271822-01-01T00:00:00', 'soon'],
    ...['2025-04-18T14:02:45.331+02:00', '0000-00-00T00:00:00', '2025-04-18', '9'.repeat(400), '2025-04-18t14:02:45z'],
    ...['+275760-09-13T00:00:00.001', `2025-04-18T14:02:45.${'3'.repeat(5_000)}`],
  ),
  fc.double(),
  fc.string(),
);

interface Edit {
  /** The index of the changed value, counted from the outermost one. */
  readonly at: number;
  readonly how: 'replace' | 'drop' | 'add' | 'repeat' | 'wrap';
  readonly key: string;
  readonly value: unknown;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat({ max: 200 }),
  how: fc.constantFrom('replace', 'replace', 'drop', 'add', 'repeat', 'wrap'),
  key: fc.constantFrom('__proto__', 'constructor', 'toString', 'length', 'token', 'name', 'id', 'expiry', 'more', ''),
  value: oddValue,
});

export function oddJson(json: string): fc.Arbitrary<string> {
  return fc
    .record({
      edits: fc.array(edit, { minLength: 1, maxLength: 3 }),
      indent: fc.constantFrom(undefined, undefined, 1, '\t', '\r\n'),
    })
    .map(({ edits, indent }) => {
      // Wrapped, so that the outermost value can be replaced too.
      const root: { value: unknown } = { value: JSON.parse(json) };
      // Copied, because a later edit may change the value of an earlier one.
      edits.forEach((edit) => apply(root, { ...edit, value: structuredClone(edit.value) }));
      const text = JSON.stringify(root.value, undefined, indent) as string | undefined;
      return (text ?? '').replace(/"@raw:((?:[^"\\]|\\.)*)"/g, (_, escaped: string) =>
        String(JSON.parse(`"${escaped}"`)),
      );
    });
}

type Container = Record<string, unknown>;

function apply(root: Container, { at, how, key, value }: Edit): void {
  const locations = [...locationsIn(root)];
  const location = locations[at % locations.length];
  if (location === undefined) {
    return;
  }
  const [container, index] = location;
  const old = container[index];
  switch (how) {
    case 'replace':
      container[index] = value;
      return;
    case 'drop':
      Reflect.deleteProperty(container, index);
      return;
    case 'add':
      add(isContainer(old) ? old : container, key, value);
      return;
    case 'repeat':
      container[index] = [old, old];
      return;
    case 'wrap':
      container[index] = { [key]: old };
  }
}

function add(container: Container, key: string, value: unknown): void {
  if (Array.isArray(container)) {
    container.push(value);
  } else {
    // Assigning `__proto__` wouldn't create a key.
    Object.defineProperty(container, key, { value, enumerable: true, configurable: true, writable: true });
  }
}

function* locationsIn(container: Container): Generator<[Container, string]> {
  for (const [key, value] of Object.entries(container)) {
    yield [container, key];
    if (isContainer(value)) {
      yield* locationsIn(value);
    }
  }
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}
