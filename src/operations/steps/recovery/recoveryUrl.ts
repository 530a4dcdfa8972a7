import * as l10n from '../../../core/l10n.ts';
import { errorText } from '../../../core/errorText.ts';
import { normalizeServerUrl } from '../../../core/server/serverUrl.ts';
import type { Person } from '../../person.ts';

const defaultPort = 8182;

/** Asks for the URL of the recovery port, which isn't part of a server's entry. */
export async function askRecoveryUrl(serverUrl: string, person: Person): Promise<string> {
  const { protocol, hostname } = new URL(serverUrl);
  const typed = await person.text({
    title: l10n.t('Recover Operator Token'),
    prompt: l10n.t(
      'URL of the recovery port. The port exists only if the server was started with --admin-token-recovery-http-bind.',
    ),
    value: `${protocol}//${hostname}:${defaultPort}`,
    problem: urlProblem,
  });
  return normalizeServerUrl(typed);
}

function urlProblem(text: string): l10n.DisplayText | undefined {
  try {
    normalizeServerUrl(text);
    return undefined;
  } catch (error) {
    return errorText(error);
  }
}
