import { svgProblem } from './svg.ts';

/** The formats of images that pages can show. */
export type ImageType = 'ICO' | 'JPEG' | 'PNG' | 'SVG';

const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
/** The first chunk of every PNG: its length, which is 13, and its name. */
const PNG_HEADER = Buffer.from('0000000d49484452', 'hex');
const JPEG_START = Buffer.from('ffd8ff', 'hex');
/** Reserved, and the type: 1 for icons, 2 for cursors. */
const ICO_START = Buffer.from('00000100', 'hex');
const ICO_HEADER = 6;
const ICO_ENTRY = 16;

/**
 * Returns the format of an image by its content, or undefined for anything that is none of these.
 * Sources: PNG specification section 5; ITU-T T.81 annex B; the header of ICO files.
 */
export function rasterTypeOf(bytes: Uint8Array): Exclude<ImageType, 'SVG'> | undefined {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const has = (expected: Buffer, at = 0) => data.subarray(at, at + expected.length).equals(expected);
  if (has(PNG_SIGNATURE) && has(PNG_HEADER, PNG_SIGNATURE.length)) return 'PNG';
  if (has(JPEG_START)) return 'JPEG';
  if (has(ICO_START) && hasIcons(data)) return 'ICO';
  return undefined;
}

/**
 * Returns what is wrong with an image that shall have the given format, or undefined if nothing is. An SVG is judged as
 * a whole (svg.ts), any other format by its beginning.
 */
export function imageProblem(type: ImageType, bytes: Uint8Array): string | undefined {
  if (type === 'SVG') return svgProblem(bytes);
  return rasterTypeOf(bytes) === type ? undefined : `the content is not ${type}`;
}

/** Whether the directory of an ICO file has icons, and the file has the directory. */
function hasIcons(data: Buffer): boolean {
  if (data.length < ICO_HEADER) return false;
  const count = data.readUInt16LE(4);
  return count > 0 && data.length >= ICO_HEADER + count * ICO_ENTRY;
}
