import * as l10n from '@vscode/l10n';

const longest = 100;

/** What is wrong with a name for a server, or `undefined`. @param taken the names of the person's other servers */
export function serverNameProblem(name: string, taken: ReadonlySet<string>): string | undefined {
  const trimmed = name.trim();
  if (trimmed === '') {
    return l10n.t('Give the server a name, such as "Local".');
  }
  if (/[\p{Cc}\u2028\u2029]/u.test(trimmed) || [...trimmed].length > longest) {
    return l10n.t('A name is one line of {0} characters at most.', longest);
  }
  return taken.has(trimmed)
    ? l10n.t('Another server is called "{0}" already. Choose another name.', trimmed)
    : undefined;
}
