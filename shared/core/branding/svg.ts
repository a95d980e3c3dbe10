import { cut } from '#core/bounded-text.ts';
import { type CssContext, cssProblem } from './css.ts';

/**
 * The elements and attributes that an SVG may have, compared without regard to case. Scripts, event handlers and
 * elements that refer to other documents are not among them.
 * Source: https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-brandingeditor.html
 */
const ELEMENTS: ReadonlySet<string> = new Set(
  `svg a altglyph altglyphdef altglyphitem animatecolor animatemotion animatetransform audio canvas circle clippath defs
  desc ellipse filter font g glyph glyphref hkern image line lineargradient marker mask metadata mpath path pattern polygon
  polyline radialgradient rect stop style switch symbol text textpath title tref tspan video view vkern feblend
  fecolormatrix fecomponenttransfer fecomposite feconvolvematrix fediffuselighting fedisplacementmap fedistantlight feflood
  fefunca fefuncb fefuncg fefuncr fegaussianblur femerge femergenode femorphology feoffset fepointlight fespecularlighting
  fespotlight fetile feturbulence`.split(/\s+/),
);
const ATTRIBUTES: ReadonlySet<string> = new Set(
  `accent-height accumulate additive additivive alignment-baseline ascent attributename attributetype azimuth basefrequency
  baseline-shift begin bias by class clip clip-path clip-rule color color-interpolation color-interpolation-filters
  color-profile color-rendering cx cy d dx dy diffuseconstant direction display divisor dur edgemode elevation end fill
  fill-opacity fill-rule filter filterunits flood-color flood-opacity font-family font-size font-size-adjust font-stretch
  font-style font-variant font-weight fx fy g1 g2 glyph-name glyphref gradientunits gradienttransform height href id
  image-rendering in in2 k k1 k2 k3 k4 kerning keypoints keysplines keytimes lang lengthadjust letter-spacing
  kernelmatrix kernelunitlength lighting-color local marker-end marker-mid marker-start markerheight markerunits
  markerwidth maskcontentunits maskunits max mask media method mode min name numoctaves offset operator opacity order
  orient orientation origin overflow paint-order path pathlength patterncontentunits patterntransform patternunits points
  preservealpha preserveaspectratio r rx ry radius refx refy repeatcount repeatdur restart result rotate scale seed
  shape-rendering specularconstant specularexponent spreadmethod stddeviation stitchtiles stop-color stop-opacity
  stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke stroke-width
  style surfacescale tabindex targetx targety transform text-anchor text-decoration text-rendering textlength type u1 u2
  unicode values viewbox visibility vert-adv-y vert-origin-x vert-origin-y width word-spacing wrap writing-mode
  xchannelselector ychannelselector x x1 x2 xmlns y y1 y2 z zoomandpan`.split(/\s+/),
);

const NAMESPACE = 'http://www.w3.org/2000/svg';
/** The deepest nesting of elements. */
const DEEPEST = 200;
/** The largest number of texts of CSS in a document. Each costs the CSS parser time, however short it is. */
const MOST_CSS = 1_000;
/** Transformations and colors, which many attributes have and which refer to nothing. */
const PLAIN = /^\s*(?:(?:matrix|translate|scale|rotate|skewx|skewy|rgba?|hsla?)\([\d\s.,%e+-]*\)[\s,]*)*$/i;

const NAME = '[A-Za-z_][\\w.:-]*';
const DECLARATION = /<\?xml(\s+\w+\s*=\s*("[\w.-]*"|'[\w.-]*'))*\s*\?>/y;
const OPENING = new RegExp(`<(${NAME})`, 'y');
const ATTRIBUTE = new RegExp(`\\s+(${NAME})\\s*=\\s*("[^"<]*"|'[^'<]*')`, 'y');
const OPENING_END = /\s*(\/?)>/y;
const CLOSING = new RegExp(`</(${NAME})\\s*>`, 'y');
const TEXT = /[^<]+/y;
const REFERENCE = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/g;
const CHARACTERS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** What is wrong with the document; it ends the reading. */
class Problem extends Error {}

/** Throws what is wrong. Names come from the document and are cut. */
function refuse(problem: string): never {
  throw new Problem(cut(problem, 200));
}

/**
 * Returns what is wrong with an SVG, or undefined if nothing is. It must be well-formed XML in UTF-8 without a document
 * type or processing instructions, and have only the listed elements and attributes. What it refers to must be within
 * the document, or an image that the document has in itself.
 */
export function svgProblem(bytes: Uint8Array): string | undefined {
  try {
    readDocument(utf8(bytes));
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse('the content is not UTF-8');
  }
}

type Reader = { readonly text: string; at: number; cssTexts: number };

/** Returns the match at the current place, and goes on behind it. */
function take(reader: Reader, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = reader.at;
  const match = pattern.exec(reader.text);
  if (!match) return undefined;
  reader.at = pattern.lastIndex;
  return match;
}

function readDocument(text: string): void {
  const reader: Reader = { text, at: 0, cssTexts: 0 };
  const declaration = take(reader, DECLARATION)?.[0];
  if (declaration && /encoding\s*=\s*["'](?!utf-8)/i.test(declaration)) refuse('the content is not UTF-8');
  const open: { readonly name: string; content: string }[] = [];
  let roots = 0;
  while (reader.at < text.length) {
    const inner = open.at(-1);
    const opening = take(reader, OPENING);
    if (opening) {
      const name = opening[1] ?? '';
      if (!inner && ++roots > 1) refuse('there is more than one root element');
      if (!inner && name !== 'svg') refuse('the root element is not svg');
      if (!ELEMENTS.has(name.toLowerCase())) refuse(`the element ${name} is not allowed`);
      if (inner?.name.toLowerCase() === 'style') refuse('style has an element in it');
      if (readAttributes(reader, name, !inner)) open.push({ name, content: '' });
      else if (name.toLowerCase() === 'style') refuse('style is empty');
      if (open.length > DEEPEST) refuse('elements are nested too deeply');
      continue;
    }
    const closing = take(reader, CLOSING);
    if (closing) {
      if (inner?.name !== closing[1]) refuse(`the end of ${closing[1]} is where none may be`);
      open.pop();
      if (inner?.name.toLowerCase() === 'style') checkCss(reader, inner.content, 'stylesheet');
      continue;
    }
    if (text.startsWith('<!--', reader.at)) {
      skipComment(reader);
      continue;
    }
    const raw = take(reader, TEXT)?.[0] ?? refuse('there is markup that is not allowed');
    // HTML does not resolve references there, so it would read other CSS than the one that is checked.
    if (inner?.name.toLowerCase() === 'style' && raw.includes('&')) refuse('style has a reference in it');
    const content = decoded(raw);
    if (inner) inner.content += content;
    else if (content.trim() !== '') refuse('there is text outside the root element');
  }
  if (open.length > 0) refuse(`${open.at(-1)?.name} does not end`);
  if (roots === 0) refuse('there is no root element');
}

/**
 * A comment must not contain two hyphens (XML 1.0 section 2.5). It must not begin like one that ends at once either, which
 * is what HTML would take it for. It must not contain markup, because HTML knows no comments within style and title.
 */
function skipComment(reader: Reader): void {
  const end = reader.text.indexOf('--', reader.at + '<!--'.length);
  const isEmptyInHtml = /^<!---?>/.test(reader.text.slice(reader.at, reader.at + '<!--->'.length));
  if (end < 0 || reader.text[end + 2] !== '>' || isEmptyInHtml) refuse('a comment does not end as it must');
  if (/<[a-z!/?]/i.test(reader.text.slice(reader.at + 1, end))) refuse('there is markup in a comment');
  reader.at = end + '-->'.length;
}

/** Reads the rest of an opening tag; returns whether the element has content. */
function readAttributes(reader: Reader, element: string, isRoot: boolean): boolean {
  const seen = new Map<string, string>();
  for (let match = take(reader, ATTRIBUTE); match; match = take(reader, ATTRIBUTE)) {
    const [, name = '', quoted = ''] = match;
    const value = decoded(quoted.slice(1, -1));
    if (seen.has(name)) refuse(`${element} has ${name} twice`);
    seen.set(name, value);
    checkAttribute(reader, name.toLowerCase(), value);
  }
  const end = take(reader, OPENING_END) ?? refuse(`an attribute of ${element} is not well-formed`);
  if (isRoot && seen.get('xmlns') !== NAMESPACE) refuse(`the namespace is not ${NAMESPACE}`);
  return end[1] === '';
}

function checkAttribute(reader: Reader, name: string, value: string): void {
  if (!ATTRIBUTES.has(name)) refuse(`the attribute ${name} is not allowed`);
  if (name === 'xmlns' && value !== NAMESPACE) refuse(`the namespace is not ${NAMESPACE}`);
  if (name === 'href' && !isInside(value)) refuse('href refers to another document');
  // An animation could give a reference another target.
  if (name === 'attributename' && /href/i.test(value)) refuse('an animation changes href');
  if (name === 'style') checkCss(reader, value, 'declarationList');
  // Most attributes are properties of CSS as well.
  else if (/[(\\]/.test(value) && name !== 'd' && !PLAIN.test(value)) checkCss(reader, value, 'value');
}

function checkCss(reader: Reader, css: string, context: CssContext): void {
  if (++reader.cssTexts > MOST_CSS) refuse('there is too much CSS');
  const problem = cssProblem(css, context, isInside);
  if (problem !== undefined) refuse(`in the CSS, ${problem}`);
}

/** Whether a reference leads to a part of the document, or is an image in itself. */
function isInside(url: string): boolean {
  return /^(#|data:image\/(png|jpeg|gif|webp);base64,)/i.test(url.trim());
}

/** Resolves the references that XML itself defines. Any other needs a document type. */
function decoded(text: string): string {
  if (!text.includes('&')) return text;
  if (text.replace(REFERENCE, '').includes('&')) refuse('there is an entity that is not defined');
  return text.replace(
    REFERENCE,
    (_, name: string | undefined, decimal: string | undefined, hex: string | undefined) => {
      if (name !== undefined) return CHARACTERS[name] ?? '';
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : refuse('there is no such character');
    },
  );
}
