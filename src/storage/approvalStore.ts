import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import type { Approvals } from '../core/server/approvals.ts';
import { UserError } from '../core/errors.ts';
import type { SecretQueue } from './secretQueue.ts';
import { approvalsKey } from './tokenKeys.ts';

const approvalsSchema = v.object({
  workspaceUrl: v.boolean(),
  plainHttp: v.boolean(),
  tls: v.nullable(v.object({ ca: v.nullable(v.string()), verifyCertificate: v.boolean() })),
  cluster: v.optional(v.nullable(v.string())),
});

/** This version of the extension writes no `version`, so an object that has one can't be interpreted. */
const storedSchema = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));

export class ApprovalStore {
  readonly #secrets: SecretQueue;

  constructor(secrets: SecretQueue) {
    this.#secrets = secrets;
  }

  /** Malformed approvals count as missing. @throws UserError if a newer version stored them in another format */
  async read(identity: string): Promise<Approvals | undefined> {
    const parsed = v.safeParse(approvalsSchema, await this.#readObject(identity));
    return parsed.success ? parsed.output : undefined;
  }

  /** Keeps properties that a newer version added. */
  async write(identity: string, approvals: Approvals): Promise<void> {
    const stored = await this.#readObject(identity);
    await this.#secrets.write(approvalsKey(identity), JSON.stringify({ ...stored, ...approvals }));
  }

  async remove(identity: string): Promise<void> {
    await this.#secrets.remove(approvalsKey(identity));
  }

  async #readObject(identity: string): Promise<Readonly<Record<string, unknown>>> {
    const stored = v.safeParse(storedSchema, await this.#secrets.read(approvalsKey(identity)));
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
