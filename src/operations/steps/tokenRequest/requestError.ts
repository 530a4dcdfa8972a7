import * as l10n from '@vscode/l10n';
import type { Token } from '../../../core/token/token.ts';
import type { Connection } from '../../../servers/connections.ts';
import { isOver, type OpenRequest, type TokenRequest } from '../../../storage/requestJournal.ts';
import type { Person } from '../../person.ts';
import type { ServerAccess } from '../../ports.ts';
import { RemedyError } from '../../remedy.ts';
import { runServerCheck } from '../serverChange.ts';
import { actionOf, checkedChange } from './checkedChange.ts';
import { checkRequest, type RequestResult } from './checkRequest.ts';
import { requestCheck } from './requestCheck.ts';
import { outcomeOf, type RequestOutcome } from './outcome.ts';

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
}

interface UnresolvedRequest {
  readonly intro: string;
  readonly cause?: Error;
  /** How it was sent, if this process sent it. */
  readonly sent?: { readonly bearer: Token | undefined; readonly waitedFor: number };
  /** Sends the request for a token with a name of its own again, as a new request. */
  readonly recreate: (() => Promise<unknown>) | undefined;
}

/** Keeps the request in the journal until the user dismisses the error, or longer if another check could show more. */
export async function requestError(
  open: OpenRequest,
  connection: Connection,
  ports: Ports,
  unresolved: UnresolvedRequest,
): Promise<{ readonly error: RemedyError; readonly result: RequestResult }> {
  const { request } = open;
  const { servers } = ports;
  const { intro, cause, sent, recreate } = unresolved;
  const result = await checkRequest(request, requestCheck(request, connection, servers, sent));
  const change = {
    server: connection.server,
    title: l10n.t('Checking {0}...', connection.server.name),
    action: actionOf(request.route),
    token: { name: request.name },
  };
  const checkAgain = () =>
    runServerCheck(change, ports, async () => {
      // Another window may have claimed it, or a later request for the same token ended it. Checking changes nothing.
      const claimed = (await servers.requests.claim(request)) ?? notInJournal(request);
      throw (await requestError(claimed, connection, ports, unresolved)).error;
    });
  const outcome = await outcomeOf(result, { request, connection, servers, recreate, checkAgain });
  const error = new RemedyError(`${intro} ${outcome.sentence}`, outcome.remedies, {
    cause,
    isInformation: result.kind === 'stored',
    checked: checkedChange(result),
    whenDismissed: () => dismiss(open, result, outcome),
  });
  return { error, result };
}

/** A server may complete a request late, so a result of "nothing" is checked once more when that's no longer possible. */
async function dismiss(open: OpenRequest, { kind }: RequestResult, { isFinal }: RequestOutcome): Promise<void> {
  if (!isFinal) {
    await open.release();
  } else if (kind === 'nothing' && !isOver(open.request)) {
    await open.postpone();
  } else {
    await open.end();
  }
}

function notInJournal(request: TokenRequest): OpenRequest {
  const nothing = () => Promise.resolve();
  return { request, markReceived: nothing, end: nothing, postpone: nothing, release: nothing };
}
