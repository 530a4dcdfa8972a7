import * as l10n from '../../core/l10n.ts';
import { displayName } from '../../core/token/tokenName.ts';
import type { TokenRequest } from '../../storage/requestJournal.ts';
import type { StoredSummary } from '../../storage/storedData.ts';

const maxLines = 8;

interface Stored {
  readonly summary: StoredSummary;
  readonly names: ReadonlyMap<string, string>;
  readonly historyCount: number;
  readonly serverCount: number;
  readonly requests: readonly TokenRequest[];
}

export function forgottenText(stored: Stored): l10n.DisplayText {
  const deleted = [...tokenLines(stored), ...otherLines(stored)];
  const paragraphs = [
    deleted.length === 0
      ? l10n.t('No tokens are stored.')
      : l10n.join([l10n.t('The following is deleted:'), ...deleted], '\n'),
    l10n.t(
      "Tokens keep working on the servers, and your files don't change. A token that's stored only on this machine can't be recovered.",
    ),
    ...(stored.serverCount === 0
      ? []
      : [l10n.t('Your list of servers in user settings stays, unless you also remove it.')]),
  ];
  return l10n.join(paragraphs, '\n\n');
}

function tokenLines({ summary, names }: Stored): l10n.DisplayText[] {
  const lines = [...summary.tokens].map(([identity, count]) => {
    const server = l10n.own(serverText(identity, names.get(identity)));
    return count === 1 ? l10n.t('• 1 token for {0}', server) : l10n.t('• {0} tokens for {1}', count, server);
  });
  const rest = [...summary.tokens.values()].slice(maxLines).reduce((sum, count) => sum + count, 0);
  return lines.length <= maxLines
    ? lines
    : [...lines.slice(0, maxLines), l10n.t('• {0} tokens for {1} more servers', rest, lines.length - maxLines)];
}

function serverText(identity: string, name: string | undefined): l10n.DisplayText {
  // An identity of a loopback URL starts with the machine's ID.
  const url = l10n.url(identity.replace(/^[^/@]*@/, ''));
  return name === undefined ? url : l10n.t('{0} ({1})', name, l10n.own(url));
}

function otherLines({ summary: { approvals, files }, historyCount, requests }: Stored): l10n.DisplayText[] {
  const unfinished = requests.map(({ name, server }) =>
    l10n.t('• an interrupted request for the token "{0}" on {1}', displayName(name), server.url),
  );
  const backups = files.backups.length;
  const journals = files.rotations.filter((name) => name.endsWith('.json')).length;
  return [
    ...unfinished.slice(0, maxLines),
    ...(journals === 0 ? [] : [counted(journals, journalTexts())]),
    ...(backups === 0 ? [] : [counted(backups, backupTexts())]),
    ...(approvals === 0 ? [] : [counted(approvals, approvalTexts())]),
    ...(historyCount === 0 ? [] : [counted(historyCount, historyTexts())]),
  ];
}

interface CountTexts {
  readonly one: l10n.DisplayText;
  readonly many: (count: number) => l10n.DisplayText;
}

function counted(count: number, { one, many }: CountTexts): l10n.DisplayText {
  return count === 1 ? one : many(count);
}

/** If one can be read, nothing is deleted. */
const journalTexts = (): CountTexts => ({
  one: l10n.t("• 1 unfinished rotation that this version of the extension can't read"),
  many: (count) => l10n.t("• {0} unfinished rotations that this version of the extension can't read", count),
});

const backupTexts = (): CountTexts => ({
  one: l10n.t('• 1 backup of a file from an interrupted rotation'),
  many: (count) => l10n.t('• {0} backups of files from interrupted rotations', count),
});

const approvalTexts = (): CountTexts => ({
  one: l10n.t('• your approval of 1 server'),
  many: (count) => l10n.t('• your approvals of {0} servers', count),
});

const historyTexts = (): CountTexts => ({
  one: l10n.t('• the history, with 1 entry'),
  many: (count) => l10n.t('• the history, with {0} entries', count),
});
