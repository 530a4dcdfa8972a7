import * as v from 'valibot';
import type { AgreedTerms } from '../core/terms.ts';
import type { SecretBox } from './secretBox.ts';

const termsSchema = v.object({
  workspaceUrl: v.boolean(),
  plainHttp: v.boolean(),
  tls: v.nullable(v.object({ ca: v.nullable(v.string()), verifyCertificate: v.boolean() })),
  cluster: v.optional(v.nullable(v.string())),
});

/** What the person agreed to for each server, kept beside the server's secrets. */
export class TermsStore {
  readonly #secrets: SecretBox;

  constructor(secrets: SecretBox) {
    this.#secrets = secrets;
  }

  /** Terms that cannot be read count as never agreed to. @throws UserError */
  async read(identity: string): Promise<AgreedTerms | undefined> {
    const stored = await this.#secrets.read(termsKey(identity));
    if (stored === undefined) {
      return undefined;
    }
    const read = v.safeParse(v.pipe(v.string(), v.parseJson(), termsSchema), stored);
    return read.success ? read.output : undefined;
  }

  /** @throws UserError */
  async write(identity: string, terms: AgreedTerms): Promise<void> {
    await this.#secrets.write(termsKey(identity), JSON.stringify(terms));
  }

  /** @throws UserError */
  async forget(identity: string): Promise<void> {
    await this.#secrets.remove(termsKey(identity));
  }
}

const termsKey = (identity: string) => `terms|${identity}`;
