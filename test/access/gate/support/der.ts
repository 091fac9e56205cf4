/** The few forms of DER that a certificate is written in. Source: ITU-T X.690. */
const item = (tag: number, ...contents: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(contents);
  const { length } = content;
  const long = length < 128 ? [] : length < 256 ? [0x81] : [0x82, length >> 8];
  return Buffer.concat([Uint8Array.of(tag, ...long, length & 0xff), content]);
};

export const sequence = (...items: readonly Uint8Array[]) => item(0x30, ...items);
export const set = (...items: readonly Uint8Array[]) => item(0x31, ...items);
export const integer = (value: number) => item(0x02, Uint8Array.of(value));
export const yes = () => item(0x01, Uint8Array.of(0xff));
export const octets = (content: Uint8Array) => item(0x04, content);
export const bits = (content: Uint8Array) => item(0x03, Uint8Array.of(0), content);
export const text = (value: string) => item(0x0c, Buffer.from(value, 'utf8'));
/** What stands in a numbered place: written out for a sequence, as bytes for what has no form of its own. */
export const inPlace = (number: number, content: Uint8Array) => item(0xa0 + number, content);
export const asPlace = (number: number, content: Uint8Array) => item(0x80 + number, content);

export function time(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replace(/[-:T]|\.\d+/g, '');
  return item(0x18, Buffer.from(digits, 'latin1'));
}

export function identifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((part) => {
    const sevens = [part & 0x7f];
    for (let left = part >> 7; left > 0; left >>= 7) sevens.unshift((left & 0x7f) | 0x80);
    return sevens;
  });
  return item(0x06, Uint8Array.from(bytes));
}
