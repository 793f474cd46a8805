import { BlockList, isIP } from 'node:net';

/**
 * IPv4 networks that are not the public internet, and two addresses that clouds answer on inside a machine's own network.
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry/
 */
const refusedIpv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '168.63.129.16/32',
];

/**
 * Public IPv6 is one block (global unicast), less what is carved out of it: protocol assignments and Teredo,
 * documentation, 6to4. Loopback, ULA, link-local, multicast, IPv4-mapped and NAT64 all stand outside the block.
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry/
 */
const globalUnicastIpv6 = ['2000::/3'];
const refusedIpv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const refusedNetworks = blockListOf([...refusedIpv4, ...refusedIpv6]);
const globalUnicast = blockListOf(globalUnicastIpv6);

/** Whether an IP address, in any spelling that Node accepts, belongs to the public internet. Names do not. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !refusedNetworks.check(address, 'ipv4');
    case 6:
      return globalUnicast.check(address, 'ipv6') && !refusedNetworks.check(address, 'ipv6');
    default:
      return false;
  }
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
