import type { HistoryEntry } from '../../../storage/history.ts';
import type { TokenRequest } from '../../../storage/requestJournal.ts';
import type { CheckedChange } from '../../remedy.ts';
import type { RequestResult } from './checkRequest.ts';

const actions = {
  createOperator: 'createOperatorToken',
  createNamed: 'createNamedToken',
  createResource: 'createResourceToken',
  regenerate: 'regenerateOperatorToken',
  recover: 'recoverOperatorToken',
} as const;

export function actionOf(route: TokenRequest['route']): HistoryEntry['action'] {
  return actions[route];
}

export function checkedChange(result: RequestResult): CheckedChange {
  switch (result.kind) {
    case 'nothing':
      return { outcome: 'failed' };
    case 'stored':
      return { outcome: 'done', hash: result.token.hash };
    case 'lost':
      // Someone else may have created the token that is listed now.
      return result.isOwn ? { outcome: 'lost', hash: result.record?.hash } : { outcome: 'unknown' };
    case 'elsewhere':
    case 'otherServer':
    case 'unknown':
      return { outcome: 'unknown' };
  }
}
