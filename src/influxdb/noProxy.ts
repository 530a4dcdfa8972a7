import { BlockList, isIP } from 'node:net';

/**
 * Whether a list of hosts that are reached without a proxy names this one. An entry is `*`, a host name (which stands
 * for all below it too, with or without `*.` or `.` in front), an address, or a network (`10.0.0.0/8`); a name or an
 * address may have a port behind it. VS Code reads the same, but for `*.` and networks, which the rest of the world does.
 * @param url a normalised URL
 */
export function isExempt(url: string, entries: readonly string[]): boolean {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$|\.$/g, '');
  const usedPort = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  return entries.some((entry) => {
    const { name, port: onlyPort } = partsOf(entry.trim().toLowerCase());
    return (onlyPort === undefined || onlyPort === usedPort) && (name === '*' || isIn(host, name));
  });
}

function partsOf(entry: string): { name: string; port?: string | undefined } {
  const inBrackets = /^\[(.*)\](?::(\d+))?$/.exec(entry);
  const withPort = inBrackets ?? /^([^:]*):(\d+)$/.exec(entry);
  return withPort === null ? { name: entry } : { name: withPort[1] ?? '', port: withPort[2] };
}

function isIn(host: string, name: string): boolean {
  const [address = '', bits] = name.split('/', 2);
  if (isIP(address) !== 0) {
    return isIP(host) !== 0 && isInNetwork(host, address, bits);
  }
  const domain = name.replace(/^\*?\./, '').replace(/\.$/, '');
  return domain !== '' && `.${host}`.endsWith(`.${domain}`);
}

function isInNetwork(host: string, address: string, bits: string | undefined): boolean {
  const longest = isIP(address) === 4 ? 32 : 128;
  const length = bits === undefined ? longest : /^\d+$/.test(bits) ? Number(bits) : Number.NaN;
  if (!(length >= 0 && length <= longest)) {
    return false;
  }
  const network = new BlockList();
  network.addSubnet(address, length, familyOf(address));
  return network.check(host, familyOf(host));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}
