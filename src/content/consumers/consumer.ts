/** Something that reads an updated file, as far as other files of the workspace show. */
export interface Consumer {
  /** Compose services and systemd units need a restart. Kubernetes manifests must be applied first. */
  readonly kind: 'compose' | 'systemd' | 'kubernetes';
  /** As in the file, so anyone may have chosen it. */
  readonly name: string;
  readonly definedIn: ConfigFile;
}

/** Paths are absolute, with `/`. */
export interface ConfigFile {
  readonly path: string;
  readonly text: string;
}

export interface UpdatedFile extends ConfigFile {
  readonly variables: readonly string[];
}

export interface Updates {
  readonly files: readonly UpdatedFile[];
  /** Whether a text of a file contains the new token, or the reference that replaced the old one in that file. */
  readonly containsNew: (text: string, file: ConfigFile) => boolean;
}
