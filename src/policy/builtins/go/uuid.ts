/** What `uuid.parse` tells of a UUID. Source: RFC 4122; DCE 1.1 for version 2. */
export interface UuidParts {
  readonly version: number;
  readonly variant: string;
  /** Only of the versions 1 and 2, which are made of a time and a network card. */
  readonly made?: {
    /** Nanoseconds since the epoch. */
    readonly time: bigint;
    readonly node: string;
    readonly macVariables: string;
    readonly clockSequence: number;
  };
  /** Only of version 2. */
  readonly owner?: { readonly id: number; readonly domain: string };
}

const forms = [
  /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/i,
  /^urn:uuid:([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/i,
  // Whatever stands around it: OPA looks at the 36 characters between.
  /^\p{ASCII}([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\p{ASCII}$/iu,
  /^([0-9a-f]{32})$/i,
];

/** Days from the beginning of the Gregorian calendar to the epoch, in units of 100 ns. */
const gregorianEpoch = 122_192_928_000_000_000n;

/** Undefined for a text that is no UUID. */
export function parseUuid(text: string): UuidParts | undefined {
  const match = forms.map((form) => form.exec(text)).find((found) => found !== null);
  if (match === undefined || match === null) return undefined;
  const bytes = Buffer.from(match.slice(1).join(''), 'hex');
  const version = (bytes[6] ?? 0) >> 4;
  const variant = variantOf(bytes[8] ?? 0);
  if (version !== 1 && version !== 2) return { version, variant };
  const ticks =
    BigInt(bytes.readUInt32BE(0)) |
    (BigInt(bytes.readUInt16BE(4)) << 32n) |
    (BigInt(bytes.readUInt16BE(6) & 0xfff) << 48n);
  const node = bytes.subarray(10, 16);
  const made = {
    // Far in the future Go's 64 bits overflow.
    time: BigInt.asIntN(64, (ticks - gregorianEpoch) * 100n),
    node: [...node].map((byte) => byte.toString(16).padStart(2, '0')).join('-'),
    macVariables: macVariables(node[0] ?? 0),
    clockSequence: bytes.readUInt16BE(8) & 0x3fff,
  };
  if (version === 1) return { version, variant, made };
  const domains = ['Person', 'Group', 'Org'];
  const domain = bytes[9] ?? 0;
  const owner = { id: bytes.readUInt32BE(0), domain: domains[domain] ?? `Domain${domain}` };
  return { version, variant, made, owner };
}

function variantOf(byte: number): string {
  if ((byte & 0xc0) === 0x80) return 'RFC4122';
  if ((byte & 0xe0) === 0xc0) return 'Microsoft';
  return (byte & 0xe0) === 0xe0 ? 'Future' : 'Reserved';
}

function macVariables(byte: number): string {
  return `${(byte & 0b10) === 0 ? 'global' : 'local'}:${(byte & 0b01) === 0 ? 'unicast' : 'multicast'}`;
}
