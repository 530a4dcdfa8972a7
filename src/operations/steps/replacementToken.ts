import * as l10n from '../../core/l10n.ts';
import { throwIfInvalid, UserError } from '../../core/errors.ts';
import { isSendable, type Lifetime } from '../../core/token/expiry.ts';
import { isAdminToken } from '../../core/token/replaceable.ts';
import { operatorTokenName, displayName, tokenNameProblem } from '../../core/token/tokenName.ts';
import { statusAt, type TokenRecord } from '../../core/token/tokenRecord.ts';
import type { Journal } from '../../rotation/journal.ts';
import { nextName, sameLifetime } from '../../rotation/plan.ts';
import type { Person } from '../person.ts';

export interface ReplacementInput {
  readonly newName: string | undefined;
  /** An object, because `seconds: undefined` means that the token never expires. */
  readonly lifetime: { readonly seconds: Lifetime } | undefined;
  /** Missing values get their defaults instead of being asked for. */
  readonly usesDefaults: boolean;
}

interface ReplacementToken {
  readonly name: string;
  readonly lifetime: Lifetime;
}

export async function askWhetherToUseBridge(person: Person): Promise<boolean> {
  const methods = [
    {
      label: l10n.t('Without downtime: switch files to a named token first'),
      detail: l10n.t('Creates a named token, updates the files, and regenerates the operator token when you confirm.'),
      bridge: true,
    },
    {
      label: l10n.t('Regenerate now, and then update files'),
      detail: l10n.t('Anything that uses the old token fails until its file is updated.'),
      bridge: false,
    },
  ];
  const title = l10n.t('Rotate Operator Token');
  return (await person.pick(methods, title, l10n.t('How do you want to rotate it?'))).bridge;
}

export async function chooseReplacement(
  { newName, lifetime, usesDefaults }: ReplacementInput,
  kind: Journal['kind'],
  record: TokenRecord,
  records: readonly TokenRecord[],
  person: Person,
): Promise<ReplacementToken> {
  if (kind === 'operator') {
    return { name: operatorTokenName, lifetime: undefined };
  }
  const title = l10n.t('Rotate Token');
  const usedNames = new Set(records.map(({ name }) => name));
  const defaultName = kind === 'bridge' ? unusedName('operator-bridge', usedNames) : nextName(record.name, usedNames);
  const name = newName ?? (usesDefaults ? defaultName : await askName(title, record, defaultName, usedNames, person));
  throwIfInvalid(tokenNameProblem(name, usedNames));
  if (lifetime !== undefined) {
    return { name, lifetime: lifetime.seconds };
  }
  if (usesDefaults && !isAdminToken(record) && statusAt(record.expiry, new Date(), 0) === 'expired') {
    throw new UserError(
      l10n.t('"{0}" has expired. To rotate it, set the argument "expiry".', displayName(record.name)),
    );
  }
  const defaultLifetime = sameLifetime(record);
  if (!usesDefaults) {
    const previous = isSendable(defaultLifetime) ? { lifetime: defaultLifetime } : undefined;
    return { name, lifetime: await person.expiration(l10n.titled(title, name), previous) };
  }
  if (!isSendable(defaultLifetime)) {
    throw new UserError(
      l10n.t(
        'The lifetime of "{0}" can\'t be used for a new token. Set the argument "expiry".',
        displayName(record.name),
      ),
    );
  }
  return { name, lifetime: defaultLifetime };
}

function unusedName(name: string, usedNames: ReadonlySet<string>): string {
  return usedNames.has(name) ? nextName(name, usedNames) : name;
}

async function askName(
  title: l10n.DisplayText,
  { name }: TokenRecord,
  value: string,
  usedNames: ReadonlySet<string>,
  person: Person,
): Promise<string> {
  return person.text({
    title: l10n.titled(title, name),
    prompt: l10n.t(
      'Name of the token that replaces "{0}". The new token is copied to the clipboard. The old token keeps working until you choose to delete or regenerate it.',
      displayName(name),
    ),
    value,
    problem: (text) => tokenNameProblem(text, usedNames),
  });
}
