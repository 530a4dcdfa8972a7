/**
 * `@peculiar/x509` finds its parts through a container that wants three functions of a proposal for `Reflect` which
 * no engine has. These are the three, as far as it uses them; importing this file puts them in place, and has to come
 * before that package.
 */
const metadata = new WeakMap<object, Map<unknown, unknown>>();

function getOwnMetadata(key: unknown, target: object): unknown {
  return metadata.get(target)?.get(key);
}

function getMetadata(key: unknown, target: object): unknown {
  for (let holder: object | null = target; holder !== null; holder = Object.getPrototypeOf(holder) as object | null) {
    if (metadata.get(holder)?.has(key)) return getOwnMetadata(key, holder);
  }
  return undefined;
}

function defineMetadata(key: unknown, value: unknown, target: object): void {
  const entries = metadata.get(target) ?? new Map<unknown, unknown>();
  entries.set(key, value);
  metadata.set(target, entries);
}

if (!('getMetadata' in Reflect)) Object.assign(Reflect, { getMetadata, getOwnMetadata, defineMetadata });
