import { redact } from '../../core/redact.ts';
import { toError } from '../../core/errors.ts';
import type { Endpoint } from './endpoint.ts';
import type { HttpRequest } from './httpRequest.ts';
import type { HttpResponse } from './response.ts';

/** Logs the method, URL, status, and duration of one exchange, but never a query, header, or body. */
export async function logExchange(
  { url, logger }: Endpoint,
  { method, path }: HttpRequest,
  run: () => Promise<HttpResponse>,
): Promise<HttpResponse> {
  const started = performance.now();
  const elapsed = () => `${Math.round(performance.now() - started)} ms`;
  const requestLine = `${method} ${url}${path.split('?', 1)[0]}`;
  try {
    const response = await run();
    const truncation = response.truncatedBy === undefined ? '' : ` (truncated: ${response.truncatedBy.kind})`;
    logger.debug(redact(`${requestLine}: ${response.status}${truncation}, ${elapsed()}`));
    return response;
  } catch (error) {
    logger.warn(redact(`${requestLine}: ${messageWithCauses(toError(error))}, ${elapsed()}`));
    throw error;
  }
}

function messageWithCauses(error: Error): string {
  return error.cause instanceof Error ? `${error.message} <- ${messageWithCauses(error.cause)}` : error.message;
}
