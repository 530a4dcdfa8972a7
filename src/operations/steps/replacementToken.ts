import * as l10n from '@vscode/l10n';
import { isSendable, parseExpiry, type Lifetime } from '../../core/token/expiry.ts';
import type { Journal } from '../../rotation/journal.ts';
import { nextName } from '../../rotation/nextName.ts';
import { sameLifetime } from '../../rotation/plan.ts';
import { operatorTokenName, displayName, tokenNameProblem } from '../../core/token/tokenName.ts';
import type { TokenRecord } from '../../core/token/tokenRecord.ts';
import { throwIfInvalid, UserError } from '../../core/errors.ts';
import { pickExpiry } from '../../ui/prompts/expiryPick.ts';
import { askText } from '../../ui/prompts/inputBox.ts';
import { pick } from '../../ui/prompts/pick.ts';
import type { Call } from '../../commands/command.ts';

interface ReplacementToken {
  readonly name: string;
  readonly lifetime: Lifetime;
}

/** Asks whether files move to a named token before the operator token is regenerated. @throws Cancelled */
export async function askUseBridgeToken({ args }: Call): Promise<boolean> {
  if (Object.keys(args).length > 0) {
    return args.bridge === true;
  }
  const methods = [
    {
      label: l10n.t('Without downtime: move files to a named token first'),
      detail: l10n.t('Creates a named token, updates the files, and regenerates the operator token when you confirm.'),
      bridge: true,
    },
    {
      label: l10n.t('Regenerate now, and then update files'),
      detail: l10n.t('Anything that uses the old token fails until its file is updated.'),
      bridge: false,
    },
  ];
  return (await pick(methods, l10n.t('Rotate Operator Token'), l10n.t('How do you want to rotate it?'))).bridge;
}

/** Asks the user only if the call has no arguments; missing ones get their defaults. @throws UserError, Cancelled */
export async function chooseReplacement(
  { args }: Call,
  kind: Journal['kind'],
  record: TokenRecord,
  records: readonly TokenRecord[],
  title: string,
): Promise<ReplacementToken> {
  if (kind === 'operator') {
    return { name: operatorTokenName, lifetime: undefined };
  }
  const usedNames = new Set(records.map(({ name }) => name));
  const defaultName = kind === 'bridge' ? unusedName('operator-bridge', usedNames) : nextName(record.name, usedNames);
  const hasArguments = Object.keys(args).length > 0;
  const name = args.newName ?? (hasArguments ? defaultName : await askName(title, record, defaultName, usedNames));
  throwIfInvalid(tokenNameProblem(name, usedNames));
  const same = sameLifetime(record);
  if (args.expiry !== undefined) {
    return { name, lifetime: parseExpiry(args.expiry) };
  }
  if (!hasArguments) {
    return {
      name,
      lifetime: await pickExpiry(`${title}: ${displayName(name)}`, isSendable(same) ? { same } : undefined),
    };
  }
  if (!isSendable(same)) {
    throw new UserError(
      l10n.t(
        'The lifetime of "{0}" can\'t be used for a new token. Set the argument "expiry".',
        displayName(record.name),
      ),
    );
  }
  return { name, lifetime: same };
}

function unusedName(name: string, usedNames: ReadonlySet<string>): string {
  return usedNames.has(name) ? nextName(name, usedNames) : name;
}

async function askName(title: string, { name }: TokenRecord, value: string, usedNames: ReadonlySet<string>) {
  return askText({
    title: `${title}: ${displayName(name)}`,
    prompt: l10n.t(
      'Name of the token that replaces "{0}". The new token is copied to the clipboard. The old token keeps working until you choose to revoke it.',
      displayName(name),
    ),
    value,
    problem: (text) => tokenNameProblem(text, usedNames),
  });
}
