import * as l10n from '../../core/l10n.ts';
import { displayName } from '../../core/token/tokenName.ts';
import type { TokenConsumer, TokenConsumers } from '../../operations/steps/tokenConsumers.ts';
import { fileName, filesSentence } from '../prompts/filesSentence.ts';

export function restartBeforeText({ consumers, isComplete }: TokenConsumers): l10n.DisplayText {
  const { restarted, applied } = listed(consumers);
  const texts = [
    ...(restarted === ''
      ? []
      : [l10n.t('Restart or reload these before the old token stops working: {0}.', l10n.own(restarted))]),
    ...(applied === ''
      ? []
      : [
          l10n.t(
            'Apply the updated Kubernetes manifests and restart these before the old token stops working: {0}.',
            l10n.own(applied),
          ),
        ]),
    ...incompleteText(consumers, isComplete),
    ...(consumers.length > 0
      ? []
      : [
          l10n.t(
            'Most programs read files only when they start, so restart or reload those that use the updated files.',
          ),
        ]),
  ];
  return l10n.join(texts, ' ');
}

export function restartText({ consumers, isComplete }: TokenConsumers): l10n.DisplayText {
  const { restarted, applied } = listed(consumers);
  const texts = [
    ...(restarted === '' ? [] : [l10n.t("If you haven't yet, restart or reload: {0}.", l10n.own(restarted))]),
    ...(applied === ''
      ? []
      : [l10n.t("If you haven't yet, apply the updated Kubernetes manifests and restart: {0}.", l10n.own(applied))]),
    ...incompleteText(consumers, isComplete),
    ...(consumers.length > 0 ? [] : [l10n.t('Restart or reload the programs that use the updated files.')]),
  ];
  return l10n.join(texts, ' ');
}

function incompleteText(consumers: readonly TokenConsumer[], isComplete: boolean): l10n.DisplayText[] {
  return consumers.length === 0 || isComplete ? [] : [l10n.t('The list might be incomplete.')];
}

function listed(consumers: readonly TokenConsumer[]): { restarted: l10n.DisplayText; applied: l10n.DisplayText } {
  const sentence = (some: readonly TokenConsumer[]) =>
    filesSentence(some.map((consumer) => l10n.t('{0} ({1})', displayName(consumer.name), fileName(consumer))));
  return {
    restarted: sentence(consumers.filter(({ kind }) => kind !== 'kubernetes')),
    applied: sentence(consumers.filter(({ kind }) => kind === 'kubernetes')),
  };
}
