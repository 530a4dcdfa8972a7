import * as l10n from '../../../core/l10n.ts';
import { isOlderThan } from '../../../core/server/version.ts';
import { lengthProblem, systemResources } from '../../../core/token/requestedPermissions.ts';
import type { SelectableItem } from '../../person.ts';
import { selectedPermissions, type ResourceTokenDraft } from './draft.ts';
import type { QuestionContext } from './questionContext.ts';

interface ValueItem extends SelectableItem {
  readonly value: string;
}

/** Keeps what was selected before, and leaves out databases that are no longer listed. */
export async function askDatabases(
  draft: ResourceTokenDraft,
  { title, rejection, canGoBack, choices, person }: QuestionContext,
): Promise<ResourceTokenDraft> {
  const { databases = [] } = draft;
  const items: ValueItem[] = [
    {
      label: l10n.t('All databases'),
      description: l10n.t('including databases that are created later'),
      value: '*',
      isSelected: databases.includes('*'),
    },
    ...choices.databases.map((name) => ({
      label: l10n.alone(name),
      value: name,
      isSelected: databases.includes(name),
    })),
  ];
  const selected = await person.pickSeveral({
    title,
    placeholder: l10n.t('Select databases, or none for system information only'),
    items,
    rejection,
    canGoBack,
    problem: (chosen) => databasesProblem(draft, valuesOf(chosen)),
  });
  return { ...draft, databases: valuesOf(selected) };
}

function databasesProblem(draft: ResourceTokenDraft, databases: readonly string[]): l10n.DisplayText | undefined {
  return databases.length > 1 && databases.includes('*')
    ? l10n.t('Select either all databases or individual databases, not both.')
    : lengthProblem(selectedPermissions({ ...draft, databases }));
}

export async function askActions(
  draft: ResourceTokenDraft,
  { title, rejection, canGoBack, choices, person }: QuestionContext,
): Promise<ResourceTokenDraft> {
  const { actions = ['read'] } = draft;
  const all = [
    { label: l10n.t('Read'), description: l10n.t('query data'), value: 'read' },
    { label: l10n.t('Write'), description: l10n.t('write data'), value: 'write' },
    { label: l10n.t('Create'), description: l10n.t("create databases that don't exist yet"), value: 'create' },
  ].map((item) => ({ ...item, isSelected: actions.includes(item.value) }));
  const selected = await person.pickSeveral({
    title,
    placeholder: l10n.t('Select what the token is allowed to do with these databases'),
    items: isOlderThan(choices.version, 3, 1) ? all.filter(({ value }) => value !== 'create') : all,
    rejection,
    canGoBack,
    problem: (chosen) => (chosen.length === 0 ? l10n.t('Select at least one.') : undefined),
  });
  return { ...draft, actions: valuesOf(selected) };
}

export async function askSystem(
  draft: ResourceTokenDraft,
  { title, rejection, canGoBack, choices, person }: QuestionContext,
): Promise<ResourceTokenDraft> {
  const { databases = [], system = [] } = draft;
  const items = systemResources
    .filter((name) => name !== 'ready' || !isOlderThan(choices.version, 3, 10))
    .map((name) => ({
      label: l10n.alone(name),
      description: descriptionOf(name),
      value: name,
      isSelected: system.includes(name),
    }));
  const selected = await person.pickSeveral({
    title,
    placeholder: l10n.t('Select system information that the token can read, or none'),
    items,
    rejection,
    canGoBack,
    problem: (chosen) =>
      databases.length === 0 && chosen.length === 0
        ? l10n.t('You selected no databases, so select at least one here, or go back.')
        : undefined,
  });
  return { ...draft, system: valuesOf(selected) };
}

function descriptionOf(name: (typeof systemResources)[number]): l10n.DisplayText {
  switch (name) {
    case 'health':
      return l10n.t('whether the server is healthy');
    case 'metrics':
      return l10n.t('metrics for Prometheus');
    case 'ping':
      return l10n.t('version and product');
    case 'ready':
      return l10n.t('whether the server accepts requests');
  }
}

function valuesOf(items: readonly { readonly value: string }[]): string[] {
  return items.map(({ value }) => value);
}
