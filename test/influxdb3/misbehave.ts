import { gzipSync } from 'node:zlib';
import { bareText, type Answer } from './answer.ts';
import type { Trouble } from './faults.ts';

/** The answer that stands in for the work, when a trouble keeps it from being done. */
export function answerInstead(troubles: Trouble[]): Answer | undefined {
  for (const trouble of troubles) {
    if (trouble.kind === 'status' && trouble.work === 'undone') return statusAnswer(trouble);
    if (trouble.kind === 'redirect' && trouble.work !== 'done') return redirectAnswer(trouble);
  }
  return undefined;
}

/** The answer as the troubles have changed it. Those of the connection (cuts, drips) are not its business. */
export function changedAnswer(answer: Answer, troubles: Trouble[]): Answer {
  return troubles.reduce(change, answer);
}

function change(answer: Answer, trouble: Trouble): Answer {
  switch (trouble.kind) {
    case 'status':
      return trouble.work === 'done' ? statusAnswer(trouble) : answer;
    case 'redirect':
      return trouble.work === 'done' ? redirectAnswer(trouble) : answer;
    case 'truncate': {
      if (trouble.contentLength === 'original') return answer;
      const bytes = trouble.bytes ?? Math.floor(answer.body.length / 2);
      // Not streamed: the length has to be there, and to match.
      return { ...answer, body: answer.body.subarray(0, bytes), streamed: false };
    }
    case 'contentType': {
      const headers = { ...answer.headers };
      delete headers['content-type'];
      return { ...answer, headers: trouble.value === null ? headers : { ...headers, 'content-type': trouble.value } };
    }
    case 'gzip':
      return {
        ...answer,
        headers: { ...answer.headers, 'content-encoding': 'gzip' },
        body: gzipSync(answer.body),
      };
    case 'close':
    case 'delay':
    case 'cutHeaders':
    case 'cutBody':
    case 'drip':
    case 'oversized':
      return answer;
  }
}

function statusAnswer({ status, body = '', contentType }: Trouble & { kind: 'status' }): Answer {
  const answer = bareText(status, body);
  return contentType === undefined ? answer : { ...answer, headers: { 'content-type': contentType } };
}

function redirectAnswer({ location, status = 307 }: Trouble & { kind: 'redirect' }): Answer {
  return { ...bareText(status, ''), headers: { location } };
}
