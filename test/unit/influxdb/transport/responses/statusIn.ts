/** The head of an interim or final response, in strict HTTP. */
const head = /^HTTP\/1\.1 (\d{3})(?: [^\r\n]*)?\r\n(?:[!#$%&'*+.^_`|~\w-]+:[^\r\n]*\r\n)*\r\n/;

/** The status of a response; `undefined` if there is none or clients may read it differently. */
export function statusIn(bytes: Buffer): number | undefined {
  let rest = bytes.toString('latin1');
  for (;;) {
    const [whole, status] = head.exec(rest) ?? [];
    if (whole === undefined || status === undefined) {
      return undefined;
    }
    // Clients may treat these two differently, because no request asks for them.
    if (status === '100' || status === '101') {
      return undefined;
    }
    if (Number(status) >= 200) {
      return Number(status);
    }
    rest = rest.slice(whole.length);
  }
}

/** Whether a lenient parser (some accept RTSP) could read this status. */
export function mayHaveStatus(bytes: Buffer, status: number): boolean {
  return new RegExp(`(?:HTTP|RTSP|ICE)/\\d\\.\\d +${status}(?!\\d)`).test(bytes.toString('latin1'));
}
