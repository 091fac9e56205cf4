import { type Address, firstAddress, formatAddress, lastAddress, parseAddress, parseNetwork } from './ip.ts';

/** A run of addresses. IPv4 ones lie at `::ffff:0:0`, as Go keeps them. */
interface Range {
  readonly first: bigint;
  readonly last: bigint;
  /** The network it was given as, until it is joined with another. */
  readonly text: string | undefined;
}

const ipv4 = 0xffff_0000_0000n;
const ipv4End = 0xffff_ffff_ffffn;

/**
 * The fewest networks that hold the same addresses; addresses alone are networks of their old class (`10.0.0.1` is
 * `10.0.0.1/8`). Undefined where one is malformed. Source: OPA, topdown/cidr.go.
 */
export function mergeNetworks(texts: readonly string[]): string[] | undefined {
  const ranges: Range[] = [];
  for (const text of texts) {
    const range = rangeOf(text);
    if (range === undefined) return undefined;
    ranges.push(range);
  }
  ranges.sort((a, b) => order(a.last, b.last) || order(a.first, b.first));
  for (let i = ranges.length - 1; i > 0; i--) {
    const [before, after] = [ranges[i - 1], ranges[i]];
    if (before === undefined || after === undefined || previous(after.first) > before.last) continue;
    const first = before.first < after.first ? before.first : after.first;
    ranges.splice(i - 1, 2, { first, last: after.last, text: undefined });
  }
  return ranges.flatMap(({ first, last, text }) => text ?? networksOf(first, last));
}

function rangeOf(text: string): Range | undefined {
  const address = parseAddress(text);
  if (address !== undefined) {
    if (address.bits === 128) return undefined;
    const top = Number(address.value >> 24n);
    const prefix = top < 0x80 ? 8 : top < 0xc0 ? 16 : 24;
    const host = (1n << BigInt(32 - prefix)) - 1n;
    const first = address.value & ~host;
    return { first: ipv4 | first, last: ipv4 | first | host, text: `${formatAddress(address)}/${prefix}` };
  }
  const network = parseNetwork(text);
  if (network === undefined) return undefined;
  const start = firstAddress(network);
  const prefix = network.prefix - (network.bits - start.bits);
  return { first: at(start), last: at(lastAddress(network)), text: `${formatAddress(start)}/${prefix}` };
}

function at({ bits, value }: Address): bigint {
  return bits === 32 ? ipv4 | value : value;
}

/** The address before, but for the first ones of each family. */
function previous(value: bigint): bigint {
  return value === 0n || value === ipv4 ? value : value - 1n;
}

/** A run as networks, each as large as can be. */
function networksOf(first: bigint, last: bigint): string[] {
  const isIpv4 = first >= ipv4 && last <= ipv4End;
  const bits = isIpv4 ? 32 : 128;
  const networks: string[] = [];
  for (let start = first; start <= last; ) {
    let host = 0n;
    while (host < BigInt(bits)) {
      const size = 1n << (host + 1n);
      if (start % size !== 0n || start + size - 1n > last) break;
      host += 1n;
    }
    const value = isIpv4 ? start & 0xffffffffn : start;
    networks.push(`${formatAddress({ bits, value })}/${BigInt(bits) - host}`);
    start += 1n << host;
  }
  return networks;
}

function order(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
