import { gzipSync } from 'node:zlib';
import { textResponse, type OutgoingResponse } from './outgoingResponse.ts';
import type { FaultEffect } from './faults.ts';

export function faultResponse(faults: FaultEffect[]): OutgoingResponse | undefined {
  for (const fault of faults) {
    if (fault.kind === 'status' && fault.work === 'undone') return statusResponse(fault);
    if (fault.kind === 'redirect' && fault.work !== 'done') return redirectResponse(fault);
  }
  return undefined;
}

/** Applies faults that change the response. Faults of the connection, such as cuts, are applied while sending. */
export function applyFaults(response: OutgoingResponse, faults: FaultEffect[]): OutgoingResponse {
  return faults.reduce(applyFault, response);
}

function applyFault(response: OutgoingResponse, fault: FaultEffect): OutgoingResponse {
  switch (fault.kind) {
    case 'status':
      return fault.work === 'done' ? statusResponse(fault) : response;
    case 'redirect':
      return fault.work === 'done' ? redirectResponse(fault) : response;
    case 'truncate': {
      if (fault.contentLength === 'original') return response;
      const bytes = fault.bytes ?? Math.floor(response.body.length / 2);
      // A streamed response would have no content length to match.
      return { ...response, body: response.body.subarray(0, bytes), isStreamed: false };
    }
    case 'contentType': {
      const headers = { ...response.headers };
      delete headers['content-type'];
      return { ...response, headers: fault.value === null ? headers : { ...headers, 'content-type': fault.value } };
    }
    case 'gzip':
      return {
        ...response,
        headers: { ...response.headers, 'content-encoding': 'gzip' },
        body: gzipSync(response.body),
      };
    case 'close':
    case 'delay':
    case 'cutHeaders':
    case 'cutBody':
    case 'drip':
    case 'oversized':
      return response;
  }
}

function statusResponse({ status, body = '', contentType }: FaultEffect & { kind: 'status' }): OutgoingResponse {
  const response = textResponse(status, body);
  return contentType === undefined ? response : { ...response, headers: { 'content-type': contentType } };
}

function redirectResponse({ location, status = 307 }: FaultEffect & { kind: 'redirect' }): OutgoingResponse {
  return { ...textResponse(status, ''), headers: { location } };
}
