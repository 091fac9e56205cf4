export type ImageType = 'image/png' | 'image/jpeg' | 'image/webp';

/** What an image is by its content, whatever it is called; undefined for anything else, cut short or carrying more. */
export function imageTypeOf(content: Buffer): ImageType | undefined {
  if (isPng(content)) return 'image/png';
  if (isJpeg(content)) return 'image/jpeg';
  if (isWebp(content)) return 'image/webp';
  return undefined;
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A signature and chunks from IHDR to IEND, with nothing behind. Source: PNG (W3C), sections 5.2 and 5.3. */
function isPng(content: Buffer): boolean {
  if (!content.subarray(0, 8).equals(PNG_SIGNATURE)) return false;
  let at = 8;
  for (let chunk = 0; at + 12 <= content.length; chunk += 1) {
    const type = content.toString('latin1', at + 4, at + 8);
    if (chunk === 0 && type !== 'IHDR') return false;
    at += 12 + content.readUInt32BE(at);
    if (type === 'IEND') return chunk > 0 && at === content.length;
  }
  return false;
}

/** Segments from SOI to the scan, and EOI at the end. Source: ITU-T T.81, annex B. */
function isJpeg(content: Buffer): boolean {
  const end = content.length - 2;
  if (content.length < 4 || content.readUInt16BE(0) !== 0xffd8 || content.readUInt16BE(end) !== 0xffd9)
    return false;
  let framed = false;
  for (let at = 2; at + 4 <= end; at += 2 + content.readUInt16BE(at + 2)) {
    const marker = content.readUInt16BE(at);
    if (marker === 0xffda) return framed;
    if (marker < 0xffc0 || marker > 0xfffe || content.readUInt16BE(at + 2) < 2) return false;
    if (marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker)) framed = true;
  }
  return false;
}

/** A RIFF container of exactly this length with a picture in it. Source: RFC 9649, sections 2.3 to 2.7. */
function isWebp(content: Buffer): boolean {
  if (content.length < 20 || content.toString('latin1', 0, 4) !== 'RIFF') return false;
  if (content.toString('latin1', 8, 12) !== 'WEBP' || content.readUInt32LE(4) + 8 !== content.length)
    return false;
  const first = content.toString('latin1', 12, 16);
  return ['VP8 ', 'VP8L', 'VP8X'].includes(first) && content.readUInt32LE(16) + 20 <= content.length;
}
