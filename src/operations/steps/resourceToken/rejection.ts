import { UserError } from '../../../core/errors.ts';
import { ServerError, type ServerErrorKind } from '../../../influxdb/transport/serverError.ts';
import { SignInNeeded } from '../../remedy.ts';
import type { ResourceTokenDraft } from './draft.ts';
import type { Rejection, StepName } from './questionContext.ts';

export class NameTaken extends UserError {}

/**
 * Which answer to ask for again, and why.
 * @param given what came as arguments, so that it can't be changed
 * @returns `undefined` if no other answer would help
 */
export function rejectionOf(error: unknown, given: ResourceTokenDraft): Rejection | undefined {
  if (error instanceof NameTaken) {
    return given.name === undefined ? { step: 'name', reason: error.message } : undefined;
  }
  if (error instanceof SignInNeeded) {
    return { step: 'review', reason: error.message };
  }
  if (!(error instanceof ServerError) || error.outcome !== 'nothing' || error.kind === 'noResourceTokens') {
    return undefined;
  }
  const step = steps[error.kind] ?? 'review';
  const isGiven = step === 'name' ? given.name !== undefined : step !== 'review' && given.permissions !== undefined;
  return isGiven ? undefined : { step, reason: error.message };
}

/** Anything else, such as an unreachable server, is shown with the preview, from where the user can try again. */
const steps: Partial<Record<ServerErrorKind, StepName>> = {
  tokenNameExists: 'name',
  unknownDatabase: 'databases',
  wildcardWithNames: 'databases',
  permissionRejected: 'databases',
  actionNotSupported: 'actions',
};
