import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import type { AgreedTerms } from '../core/terms.ts';
import { UserError } from '../core/userError.ts';
import type { SecretBox } from './secretBox.ts';

const termsSchema = v.object({
  workspaceUrl: v.boolean(),
  plainHttp: v.boolean(),
  tls: v.nullable(v.object({ ca: v.nullable(v.string()), verifyCertificate: v.boolean() })),
  cluster: v.optional(v.nullable(v.string())),
});

/** An object in JSON. One with a `version` has other meanings: this version of the extension writes none. */
const storedSchema = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));

/** What the person agreed to for each server, kept beside the server's secrets. */
export class TermsStore {
  readonly #secrets: SecretBox;

  constructor(secrets: SecretBox) {
    this.#secrets = secrets;
  }

  /**
   * Terms that cannot be read count as never agreed to.
   * @throws UserError when the secret storage fails, or a newer version wrote them in a way of its own
   */
  async read(identity: string): Promise<AgreedTerms | undefined> {
    const read = v.safeParse(termsSchema, await this.#stored(identity));
    return read.success ? read.output : undefined;
  }

  /** What a newer version has added beside them stays. @throws as {@link read} does */
  async write(identity: string, terms: AgreedTerms): Promise<void> {
    const stored = await this.#stored(identity);
    await this.#secrets.write(termsKey(identity), JSON.stringify({ ...stored, ...terms }));
  }

  /** @throws UserError */
  async forget(identity: string): Promise<void> {
    await this.#secrets.remove(termsKey(identity));
  }

  async #stored(identity: string): Promise<Readonly<Record<string, unknown>>> {
    const stored = v.safeParse(storedSchema, await this.#secrets.read(termsKey(identity)));
    if (!stored.success) {
      return {};
    }
    if ('version' in stored.output) {
      throw new UserError(
        l10n.t(
          'Your approvals for this server were stored by a newer version of this extension. Update the extension, or remove the server and add it again.',
        ),
      );
    }
    return stored.output;
  }
}

const termsKey = (identity: string) => `terms|${identity}`;
