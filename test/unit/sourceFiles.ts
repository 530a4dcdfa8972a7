import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

/** The text of each file in `src`, by its path in there, with `/`. */
export const sources: ReadonlyMap<string, string> = new Map(
  readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => [path, readFileSync(join(root, 'src', path), 'utf8')]),
);

/** The files that a file imports, including types and dynamic imports. */
export function importsOf(path: string): string[] {
  return resolveAll(path, /(?:from|import\(?)\s*'(\.[^']+)'/g);
}

/** The files that are loaded together with a file, and with those that it imports. */
export function loadedWith(path: string, loaded = new Set<string>()): Set<string> {
  if (!loaded.has(path)) {
    loaded.add(path);
    resolveAll(path, /^(?:import|export)(?! type\b)(?:[^;]*?from)? '(\.[^']+)'/gm).forEach((one) =>
      loadedWith(one, loaded),
    );
  }
  return loaded;
}

function resolveAll(path: string, pattern: RegExp): string[] {
  const specifiers = [...(sources.get(path) ?? '').matchAll(pattern)];
  return specifiers.map(([, specifier]) => join(dirname(path), specifier ?? '').replaceAll('\\', '/'));
}

/** The first cycle in a graph, as a path that ends where it starts. */
export function findCycle(nodes: Iterable<string>, next: (node: string) => Iterable<string>): string[] | undefined {
  const done = new Set<string>();
  const visit = (node: string, trail: readonly string[]): string[] | undefined => {
    const start = trail.indexOf(node);
    if (start >= 0) {
      return [...trail.slice(start), node];
    }
    if (done.has(node)) {
      return undefined;
    }
    for (const following of next(node)) {
      const found = visit(following, [...trail, node]);
      if (found !== undefined) {
        return found;
      }
    }
    done.add(node);
    return undefined;
  };
  for (const node of nodes) {
    const found = visit(node, []);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
