/** An address as a number: 32 bits where it is IPv4, also where written as `::ffff:1.2.3.4`; else 128 bits. */
export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** A network: the address with the bits below the prefix cleared. */
export interface Network {
  /** How the address was written: an IPv4-mapped one (`::ffff:0:0/96`) has a prefix of up to 128 bits. */
  readonly bits: 32 | 128;
  readonly value: bigint;
  readonly prefix: number;
}

const mapped = 0xffffn << 32n;

/** Go's net.ParseIP; an IPv4-mapped address counts as IPv4, as it does in all of package net. */
export function parseAddress(text: string): Address | undefined {
  const parsed = parseExact(text);
  return parsed && unmapped(parsed);
}

/** Go's net.ParseCIDR. */
export function parseNetwork(text: string): (Network & { readonly address: bigint }) | undefined {
  const parts = /^([^/]*)\/(\d{1,8})$/.exec(text);
  const address = parseExact(parts?.[1] ?? '');
  const prefix = Number(parts?.[2]);
  if (parts === null || address === undefined || prefix > address.bits) return undefined;
  const { bits, value } = address;
  return { bits, value: masked(value, bits, prefix), prefix, address: value };
}

/** Whether the network holds an address. Go: IPNet.Contains. */
export function contains(network: Network, address: Address): boolean {
  const own = unmapped(network);
  if (own.bits !== address.bits) return false;
  // The mask of an IPv4-mapped network is the end of its 128 bits.
  const prefix = own.bits === network.bits ? network.prefix : Math.max(0, network.prefix - 96);
  return masked(own.value, own.bits, prefix) === masked(address.value, address.bits, prefix);
}

/** The network's first address. */
export function firstAddress({ bits, value }: Network): Address {
  return unmapped({ bits, value });
}

export function lastAddress({ bits, value, prefix }: Network): Address {
  return unmapped({ bits, value: value | ((1n << BigInt(bits - prefix)) - 1n) });
}

/** An IPv6 network that is not an IPv4 one in disguise. */
export function isPlainIpv6(network: Network): boolean {
  return network.bits === 128 && unmapped(network).bits === 128;
}

/** As Go writes it: the longest run of zeros as `::`, IPv4-mapped addresses as IPv4. */
export function formatAddress(address: Address): string {
  const { bits, value } = unmapped(address);
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(112 - 16 * i)) & 0xffffn));
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (groups[start + length] === 0) length += 1;
    if (length > best.length) best = { start, length };
  }
  const hex = (from: number, to: number) =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  if (best.start < 0) return hex(0, 8);
  return `${hex(0, best.start)}::${hex(best.start + best.length, 8)}`;
}

export function masked(value: bigint, bits: number, prefix: number): bigint {
  const host = BigInt(bits - prefix);
  return (value >> host) << host;
}

function unmapped(address: Address): Address {
  const { bits, value } = address;
  return bits === 128 && value >> 32n === mapped >> 32n ? { bits: 32, value: value & 0xffffffffn } : address;
}

function parseExact(text: string): Address | undefined {
  if (!text.includes(':')) {
    const value = parseIpv4(text);
    return value === undefined ? undefined : { bits: 32, value };
  }
  const value = parseIpv6(text);
  return value === undefined ? undefined : { bits: 128, value };
}

function parseIpv4(text: string): bigint | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1);
  if (parts === undefined || parts.some((part) => Number(part) > 255 || /^0\d/.test(part))) return undefined;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half, i) => parseGroups(half, i === halves.length - 1));
  const [head, tail] = groups;
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const count = head.length + (tail?.length ?? 0);
  if (halves.length === 1 ? count !== 8 : count > 7) return undefined;
  const all = [...head, ...Array<bigint>(8 - count).fill(0n), ...(tail ?? [])];
  return all.reduce((value, group) => (value << 16n) | group, 0n);
}

/** Groups of sixteen bits; the last two may be an IPv4 address. */
function parseGroups(text: string, last: boolean): bigint[] | undefined {
  if (text === '') return [];
  const groups: bigint[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(BigInt(`0x${part}`));
    else {
      const value = last && i === parts.length - 1 ? parseIpv4(part) : undefined;
      if (value === undefined) return undefined;
      groups.push(value >> 16n, value & 0xffffn);
    }
  }
  return groups;
}
