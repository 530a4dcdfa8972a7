import { BlockList, isIP } from 'node:net';

/**
 * An entry is `*`, a host name (subdomains included, with or without a leading `*.` or `.`), an address, or a network
 * (`10.0.0.0/8`); names and addresses can have a port. Unlike VS Code, this supports `*.` and networks, as most other
 * programs do.
 */
export function isExempt(url: string, entries: readonly string[]): boolean {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$|\.$/g, '');
  const usedPort = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  return entries.some((entry) => {
    const { name, port: onlyPort } = parseEntry(entry.trim().toLowerCase());
    return (onlyPort === undefined || onlyPort === usedPort) && (name === '*' || isCoveredBy(host, name));
  });
}

function parseEntry(entry: string): { name: string; port?: string | undefined } {
  const bracketed = /^\[(.*)\](?::(\d+))?$/.exec(entry);
  const withPort = bracketed ?? /^([^:]*):(\d+)$/.exec(entry);
  return withPort === null ? { name: entry } : { name: withPort[1] ?? '', port: withPort[2] };
}

function isCoveredBy(host: string, name: string): boolean {
  const [address = '', bits] = name.split('/', 2);
  if (isIP(address) !== 0) {
    return isIP(host) !== 0 && isInNetwork(host, address, bits);
  }
  const domain = name.replace(/^\*?\./, '').replace(/\.$/, '');
  return domain !== '' && `.${host}`.endsWith(`.${domain}`);
}

function isInNetwork(host: string, address: string, bits: string | undefined): boolean {
  const maxLength = isIP(address) === 4 ? 32 : 128;
  const length = bits === undefined ? maxLength : /^\d+$/.test(bits) ? Number(bits) : Number.NaN;
  if (!(length >= 0 && length <= maxLength)) {
    return false;
  }
  const network = new BlockList();
  network.addSubnet(address, length, familyOf(address));
  return network.check(host, familyOf(host));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}
