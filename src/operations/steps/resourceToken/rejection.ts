import { UserError } from '../../../core/errors.ts';
import { ServerError, type ServerErrorKind } from '../../../influxdb/transport/serverError.ts';
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
  if (!(error instanceof ServerError) || error.outcome !== 'nothing' || error.kind === 'noResourceTokens') {
    return undefined;
  }
  const step = stepFor(error.kind);
  const isGiven = step === 'name' ? given.name !== undefined : step !== 'review' && given.permissions !== undefined;
  return isGiven ? undefined : { step, reason: error.message };
}

function stepFor(kind: ServerErrorKind): StepName {
  switch (kind) {
    case 'tokenNameExists':
      return 'name';
    case 'unknownDatabase':
    case 'wildcardWithNames':
    case 'permissionRejected':
    case 'bodyTooLarge':
      return 'databases';
    case 'actionNotSupported':
      return 'actions';
    default:
      return 'review';
  }
}
