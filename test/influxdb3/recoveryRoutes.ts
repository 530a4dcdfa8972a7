import { whole, type Answer } from './answer.ts';
import type { Asked } from './asked.ts';
import type { Catalog } from './catalog.ts';
import type { Release } from './release.ts';
import { madeAnswer, refusal, tokenPath } from './routes.ts';

/**
 * Answers a request to the recovery port, where nobody is asked for a token. After a success `recovered` is called:
 * the port takes no new connections from then on, but those that are open are served as before.
 */
export async function answerRecovery(
  catalog: Catalog,
  release: Release,
  asked: Asked,
  recovered: () => void,
): Promise<Answer> {
  if (asked.method !== 'POST' || asked.path !== `${tokenPath}/admin/regenerate`) {
    return whole(404, undefined, 'not found');
  }
  try {
    const answer = madeAnswer(await catalog.regenerateOperator(), undefined);
    recovered();
    return answer;
  } catch (error) {
    const answer = refusal(error, release);
    return release.recoveryErrorAllowsOrigins ? whole(answer.status, undefined, answer.body.toString()) : answer;
  }
}
