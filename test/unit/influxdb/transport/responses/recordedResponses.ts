import { recordedReleases, recordingsOf } from '../../../support/influxdb3/helpers/recordings.ts';
import type { calls } from '../../helpers/calls.ts';

export type CallName = keyof typeof calls;

export interface RecordedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const tokenPlaceholder = '<token>';

const routes: Record<CallName, RegExp> = {
  'creating the operator token': /^POST \/api\/v3\/configure\/token\/admin$/,
  'regenerating the operator token': /^POST \/api\/v3\/configure\/token\/admin\/regenerate$/,
  'creating a named token': /^POST \/api\/v3\/configure\/token\/named_admin$/,
  'deleting a token': /^DELETE \/api\/v3\/configure\/token\?/,
  'listing the tokens': /^(GET|POST) \/api\/v3\/query_sql(\?|$)/,
  'getting the version': /^(GET|POST) \/ping$/,
  probing: /^OPTIONS \/$/,
};

const rows = recordedReleases.flatMap((release) => recordingsOf(release)).flatMap((recording) => recording.rows);

export function recordedResponsesTo(call: CallName): { successes: RecordedResponse[]; refusals: RecordedResponse[] } {
  const responses = rows
    .filter(({ method, path }) => routes[call].test(`${method} ${path}`))
    .flatMap(({ status, responseHeaders, responseBody = '' }) =>
      status === undefined
        ? []
        : [{ status, headers: fillHeaderPlaceholders(responseHeaders ?? {}), body: fillPlaceholders(responseBody) }],
    );
  // The recordings also contain queries for CSV and other formats, and of other tables.
  const isTokenList = (recorded: RecordedResponse) =>
    call !== 'listing the tokens' || recorded.body.startsWith('[{"token_id"');
  return {
    successes: distinct(responses.filter((recorded) => recorded.status < 300 && isTokenList(recorded))),
    refusals: distinct(responses.filter(({ status }) => status >= 400)),
  };
}

function distinct(responses: RecordedResponse[]): RecordedResponse[] {
  return [...new Map(responses.map((recorded) => [JSON.stringify(recorded), recorded])).values()];
}

function fillPlaceholders(body: string): string {
  return body
    .replace(/"token":"<[^<>]*>"/g, `"token":"${tokenPlaceholder}"`)
    .replace(/<first 9 of sha512 [^<>]*>/g, '0123abcde')
    .replace(/<sha512 [^<>]*>/g, '0123abcdef'.repeat(13).slice(0, 128))
    .replaceAll('0000-00-00T00:00:00', '2025-04-18T14:02:45');
}

/** Omits the headers that frame the body; `framing.ts` generates those. */
function fillHeaderPlaceholders(headers: Record<string, string>): Record<string, string> {
  const remaining = Object.entries(headers).filter(([name]) => !/^(content-length|transfer-encoding)$/.test(name));
  return Object.fromEntries(
    remaining.map(([name, value]) => [name, value.replaceAll('<uuid>', '33e7d8f8-54b8-46fc-b085-8602d61f48ea')]),
  );
}
