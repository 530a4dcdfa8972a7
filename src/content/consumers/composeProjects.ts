import { posix } from 'node:path';
import { affectedServices, type ComposeContext, type ComposeFile } from './composeServices.ts';
import type { Consumer, Updates } from './consumer.ts';
import { resolvePath } from './paths.ts';
import { listOf, member, textOf } from './yaml.ts';

/** In entries of `include` and `extends`, of all files. More aren't written by hand. */
const maxFollowed = 2000;

/** The services that read an updated file, in each Compose file and in those that it includes or extends. */
export function composeProjects(files: readonly ComposeFile[], updates: Updates): Consumer[] {
  const byPath = new Map(files.map((one) => [one.file.path, one]));
  let followed = 0;
  const mayFollow = () => (followed += 1) <= maxFollowed;
  return files.flatMap((root) => {
    const folder = posix.dirname(root.file.path);
    const project = new Project(byPath, updates, mayFollow);
    project.include(root, { folder, variables: project.variablesIn([posix.join(folder, '.env')]) });
    return project.consumers;
  });
}

class Project {
  readonly consumers: Consumer[] = [];
  readonly #files: ReadonlyMap<string, ComposeFile>;
  readonly #updates: Updates;
  readonly #mayFollow: () => boolean;
  readonly #included = new Set<string>();
  readonly #extended = new Map<string, ReadonlySet<string>>();

  constructor(files: ReadonlyMap<string, ComposeFile>, updates: Updates, mayFollow: () => boolean) {
    this.#files = files;
    this.#updates = updates;
    this.#mayFollow = mayFollow;
  }

  /** A file that is included several times, or that includes itself, is read once. */
  include(one: ComposeFile, context: ComposeContext): void {
    if (this.#included.has(one.file.path)) {
      return;
    }
    this.#included.add(one.file.path);
    for (const name of this.#affectedIn(one, context)) {
      this.consumers.push({ kind: 'compose', name, definedIn: one.file });
    }
    for (const entry of listOf(member(one.document, 'include'))) {
      if (this.#mayFollow()) {
        this.#includeEntry(entry, context);
      }
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
      if (base === undefined || known !== undefined || !this.#mayFollow()) {
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
