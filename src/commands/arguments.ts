import * as l10n from '../core/l10n.ts';
import * as v from 'valibot';
import { UserError } from '../core/errors.ts';

const text = v.optional(v.string());
const flag = v.optional(v.boolean());

const argumentsSchema = v.strictObject({
  server: text,
  name: text,
  expiry: text,
  permissions: v.optional(v.array(v.string())),
  fromClipboard: flag,
  newName: text,
  files: v.optional(v.picklist(['all', 'none'])),
  old: v.optional(v.picklist(['delete', 'later', 'keep'])),
  bridge: flag,
  undo: flag,
  recoveryUrl: text,
  confirm: flag,
});

/** Arguments of any command, never a token string. An empty string counts as given. */
export type CommandArguments = v.InferOutput<typeof argumentsSchema>;

export function parseArguments(value: unknown): CommandArguments {
  const parsed = v.safeParse(argumentsSchema, value);
  if (parsed.success) {
    return parsed.output;
  }
  const path = v.getDotPath(parsed.issues[0]);
  throw new UserError(
    path === null
      ? l10n.t('This command takes an arguments object, for example, { "server": "Local" }.')
      : l10n.t('The argument "{0}" is unknown or has the wrong type.', path),
  );
}
