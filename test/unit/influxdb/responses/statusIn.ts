/** The interim answers, and then the head of the answer itself, as strictly as HTTP has them. */
const head = /^HTTP\/1\.1 (\d{3})(?: [^\r\n]*)?\r\n(?:[!#$%&'*+.^_`|~\w-]+:[^\r\n]*\r\n)*\r\n/;

/** The status that bytes tell beyond doubt; `undefined` where they tell none, or where clients may differ. */
export function statusIn(bytes: Buffer): number | undefined {
  let rest = bytes.toString('latin1');
  for (;;) {
    const [whole, status] = head.exec(rest) ?? [];
    if (whole === undefined || status === undefined) {
      return undefined;
    }
    // Of these two the client may think what it likes: nobody asked to be continued or to be upgraded.
    if (status === '100' || status === '101') {
      return undefined;
    }
    if (Number(status) >= 200) {
      return Number(status);
    }
    rest = rest.slice(whole.length);
  }
}

/** Whether these bytes, however read (parsers let RTSP pass too), could be taken for an answer of this status. */
export function mayTell(bytes: Buffer, status: number): boolean {
  return new RegExp(`(?:HTTP|RTSP|ICE)/\\d\\.\\d +${status}(?!\\d)`).test(bytes.toString('latin1'));
}
