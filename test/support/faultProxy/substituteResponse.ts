import type { Fault } from './faults.ts';

const reasons: Readonly<Record<number, string>> = {
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export function substituteResponse({ status, isHtml }: Fault & { kind: 'substitute' }): Buffer {
  const title = `${status} ${reasons[status] ?? 'Failed'}`;
  const page = `<html>\r\n<head><title>${title}</title></head>\r\n<body><center><h1>${title}</h1></center></body>\r\n</html>\r\n`;
  const body = isHtml ? page : 'it failed';
  const headers = [`content-type: ${isHtml ? 'text/html' : 'text/plain'}`, `content-length: ${body.length}`];
  return Buffer.from([`HTTP/1.1 ${title}`, ...headers, 'connection: close', '', body].join('\r\n'));
}
