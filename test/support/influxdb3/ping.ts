import { randomUUID } from 'node:crypto';
import type { Access } from './access.ts';
import { bodyResponse, type OutgoingResponse } from './outgoingResponse.ts';
import { productOf } from './product.ts';
import type { RouteContext } from './routes.ts';

export function ping({ release, product, switches, processId }: RouteContext, access: Access): OutgoingResponse {
  if (switches.pingNeedsPermission) access.requireSystem('ping');
  const { title, build, version, revision } = productOf(product, release);
  const body = JSON.stringify({
    ...(release.pingNamesProduct ? { product_name: title } : {}),
    version,
    revision,
    process_id: processId,
  });
  const requestId = randomUUID();
  const response = bodyResponse(200, 'application/json', body);
  const pingHeaders = { 'request-id': requestId, 'x-influxdb-build': build, 'x-influxdb-version': version };
  return { ...response, headers: { ...response.headers, ...pingHeaders, 'x-request-id': requestId } };
}
