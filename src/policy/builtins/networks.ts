import type { Entry } from '../values/object.ts';
import type { Value } from '../values/value.ts';
import { type Builtin, type Builtins, EvaluationLimit } from './builtin.ts';
import {
  contains,
  firstAddress,
  formatAddress,
  isPlainIpv6,
  lastAddress,
  masked,
  type Network,
  parseAddress,
  parseNetwork,
} from './go/ip.ts';
import { mergeNetworks } from './go/merge-networks.ts';
import { arrayOf, makeArray, makeSet, objectOf, setOf, stringsOf, textOf } from './operands.ts';

/** The most addresses that are listed; OPA would go on until it is told to stop. */
const mostAddresses = 1n << 20n;

const containsBuiltin: Builtin = ([network, inner]) => {
  const [outer, text] = [parseNetwork(textOf(network) ?? ''), textOf(inner)];
  if (outer === undefined || text === undefined) return undefined;
  const address = parseAddress(text);
  if (address !== undefined) return contains(outer, address);
  const other = parseNetwork(text);
  return other && holds(outer, other);
};

/** Source: OPA, topdown/cidr.go. */
export const networkBuiltins: Builtins = {
  'net.cidr_contains': containsBuiltin,
  'net.cidr_overlap': containsBuiltin,
  'net.cidr_intersects': ([first, second]) => {
    const [a, b] = [parseNetwork(textOf(first) ?? ''), parseNetwork(textOf(second) ?? '')];
    return a && b && (contains(a, firstAddress(b)) || contains(b, firstAddress(a)));
  },
  'net.cidr_is_valid': ([operand]) => parseNetwork(textOf(operand) ?? '') !== undefined,
  'net.cidr_expand': ([operand]) => {
    const network = parseNetwork(textOf(operand) ?? '');
    return network && makeSet(addressesOf(network));
  },
  'net.cidr_contains_matches': (args, clock) => {
    const outer = membersOf(args[0]);
    const pairs: Value[] = [];
    for (const [key, network] of outer ?? []) {
      const inner = membersOf(args[1]);
      if (inner === undefined) return undefined;
      for (const [otherKey, other] of inner) {
        const held = containsBuiltin([network, other], clock);
        if (held === undefined) return undefined;
        if (held === true) pairs.push(makeArray([key, otherKey]));
      }
    }
    return outer && makeSet(pairs);
  },
  'net.cidr_merge': ([operand]) => {
    const merged = mergeNetworks(stringsOf(operand) ?? ['']);
    return merged && makeSet(merged);
  },
};

function holds(outer: Network, inner: Network): boolean {
  if (isPlainIpv6(outer) && isPlainIpv6(inner)) {
    return outer.prefix <= inner.prefix && masked(inner.value, 128, outer.prefix) === outer.value;
  }
  return contains(outer, firstAddress(inner)) && contains(outer, lastAddress(inner));
}

function addressesOf(network: Network): string[] {
  const size = 1n << BigInt(network.bits - network.prefix);
  if (size > mostAddresses) throw new EvaluationLimit('the network is too large');
  return Array.from({ length: Number(size) }, (_, i) =>
    formatAddress({ bits: network.bits, value: network.value + BigInt(i) }),
  );
}

/** Networks by what a match names them: themselves, an index, an element, a key. Undefined for what is no network. */
function membersOf(operand: Value | undefined): readonly Entry[] | undefined {
  const text = textOf(operand);
  if (text !== undefined) return [[text, text]];
  const entries =
    arrayOf(operand)?.map((element, i): Entry => [i, element]) ??
    setOf(operand)
      ?.values()
      .map((element): Entry => [element, element]) ??
    objectOf(operand)?.entries() ??
    [];
  const found: Entry[] = [];
  for (const [key, member] of entries) {
    // A tuple's first element is its network.
    const network = textOf(member) ?? arrayOf(member)?.[0];
    if (network === undefined) return undefined;
    found.push([key, network]);
  }
  return found;
}
