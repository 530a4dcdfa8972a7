import { posix } from 'node:path';
import { affectedServices, type ComposeContext, type ComposeFile } from './composeServices.ts';
import type { Consumer, Updates } from './consumer.ts';
import { resolvePath } from './paths.ts';
import { listOf, member, textOf } from './yaml.ts';

/** A project with more files isn't written by hand. */
const maxFiles = 100;

/** The services that read an updated file, in each Compose file and in those that it includes or extends. */
export function composeProjects(files: readonly ComposeFile[], updates: Updates): Consumer[] {
  const byPath = new Map(files.map((one) => [one.file.path, one]));
  return files.flatMap((root) => {
    const folder = posix.dirname(root.file.path);
    const project = new Project(byPath, updates);
    project.include(root, { folder, variables: project.variablesIn([posix.join(folder, '.env')]) });
    return project.consumers;
  });
}

class Project {
  readonly consumers: Consumer[] = [];
  readonly #files: ReadonlyMap<string, ComposeFile>;
  readonly #updates: Updates;
  readonly #included = new Set<string>();
  readonly #extended = new Map<string, ReadonlySet<string>>();

  constructor(files: ReadonlyMap<string, ComposeFile>, updates: Updates) {
    this.#files = files;
    this.#updates = updates;
  }

  /** A file that is included several times, or that includes itself, is read once. */
  include(one: ComposeFile, context: ComposeContext): void {
    if (this.#included.has(one.file.path) || this.#included.size >= maxFiles) {
      return;
    }
    this.#included.add(one.file.path);
    for (const name of this.#affectedIn(one, context)) {
      this.consumers.push({ kind: 'compose', name, definedIn: one.file });
    }
    for (const entry of listOf(member(one.document, 'include'))) {
      this.#includeEntry(entry, context);
    }
  }

  variablesIn(environmentFiles: readonly (string | undefined)[]): string[] {
    return this.#updates.files
      .filter(({ path }) => environmentFiles.includes(path))
      .flatMap(({ variables }) => variables);
  }

  /** The project's own variables come first, so an included file gets them too. */
  #includeEntry(entry: unknown, { folder, variables }: ComposeContext): void {
    const paths = textOf(entry) === '' ? listOf(member(entry, 'path')).map(textOf) : [textOf(entry)];
    const resolved = paths.map((path) => resolvePath(path, folder));
    const projectFolder = resolvePath(textOf(member(entry, 'project_directory')), folder);
    const includedFolder = projectFolder ?? posix.dirname(resolved[0] ?? folder);
    const environmentFiles = listOf(member(entry, 'env_file')).map((path) => resolvePath(textOf(path), folder));
    const own = environmentFiles.length > 0 ? environmentFiles : [posix.join(includedFolder, '.env')];
    const included = resolved.flatMap((path) => this.#files.get(path ?? '') ?? []);
    included.forEach((one) =>
      this.include(one, { folder: includedFolder, variables: [...variables, ...this.variablesIn(own)] }),
    );
  }

  #affectedIn(one: ComposeFile, { folder, variables }: ComposeContext): ReadonlySet<string> {
    return affectedServices(one, { folder, variables }, this.#updates, (path) => {
      const resolved = resolvePath(path, folder) ?? '';
      const base = this.#files.get(resolved);
      const known = this.#extended.get(resolved);
      if (base === undefined || known !== undefined || this.#extended.size >= maxFiles) {
        return known ?? new Set();
      }
      // Files that extend each other in a circle aren't valid.
      this.#extended.set(resolved, new Set());
      const names = this.#affectedIn(base, { folder: posix.dirname(resolved), variables });
      this.#extended.set(resolved, names);
      return names;
    });
  }
}
