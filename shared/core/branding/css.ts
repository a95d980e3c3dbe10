import generate from 'css-tree/generator';
import parse from 'css-tree/parser';
import { tokenize, tokenTypes } from 'css-tree/tokenizer';
import walk from 'css-tree/walker';
import { cut } from '#core/bounded-text.ts';
import type { CssNode } from './css-node.ts';

/**
 * The selectors that the CSS of classic pages may have.
 * Source: https://docs.aws.amazon.com/cognito/latest/developerguide/hosted-ui-classic-branding.html
 */
const SELECTORS: ReadonlySet<string> = new Set([
  '.background-customizable',
  '.banner-customizable',
  '.errorMessage-customizable',
  '.idpButton-customizable',
  '.idpButton-customizable:hover',
  '.idpDescription-customizable',
  '.inputField-customizable',
  '.inputField-customizable:focus',
  '.label-customizable',
  '.legalText-customizable',
  '.logo-customizable',
  '.passwordCheck-notValid-customizable',
  '.passwordCheck-valid-customizable',
  '.redirect-customizable',
  '.socialButton-customizable',
  '.submitButton-customizable',
  '.submitButton-customizable:hover',
  '.textDescription-customizable',
]);

/** Functions that load what a string names, or that run scripts in old browsers. */
const FORBIDDEN_FUNCTIONS = /^(-\w+-)?(image|image-set|src|cross-fade|element|expression)$/i;
/** Properties that run scripts in old browsers. */
const FORBIDDEN_PROPERTIES = /^(behavior|-moz-binding)$/i;

/** The deepest nesting of brackets. The parser goes as deep as the CSS does. */
const DEEPEST = 32;

/** The longest CSS, in UTF-16 units. The parser clears a buffer as long as the longest that it has seen, at every parse. */
const LONGEST = 131_072;

/** The longest part of the CSS that an error repeats, in UTF-16 units. */
const LONGEST_QUOTE = 100;
const quote = (text: string) => cut(text, LONGEST_QUOTE);

/**
 * Returns what is wrong with the CSS of classic pages, or undefined if nothing is: it has rules for the allowed selectors
 * and nothing else, runs no script, and loads nothing but images.
 */
export function classicCssProblem(css: string): string | undefined {
  // The pages may have the CSS within an element, which this would end.
  if (/<\/style/i.test(css)) return 'The CSS must not contain </style.';
  const selectors: string[] = [];
  const problem = cssProblem(
    css,
    'stylesheet',
    (url) => /^(https:|data:image\/(png|jpeg|gif|webp)[;,])/i.test(url),
    selectors,
  );
  if (problem !== undefined) return `The CSS is not valid: ${problem}.`;
  const foreign = selectors.find((selector) => !SELECTORS.has(selector));
  return foreign === undefined ? undefined : `The CSS class ${quote(foreign)} is not in the list of allowed classes.`;
}

/** What a text of CSS is: rules, declarations, or the value of one property. */
export type CssContext = 'stylesheet' | 'declarationList' | 'value';

/**
 * Returns what is wrong with CSS, or undefined if nothing is. It must parse as a whole, have no at-rules, run no script,
 * and refer to URLs only that `mayLoad` accepts. The selectors are appended to `selectors`.
 */
export function cssProblem(
  css: string,
  context: CssContext,
  mayLoad: (url: string) => boolean,
  selectors: string[] = [],
): string | undefined {
  if (isTooDeep(css)) return 'its brackets are nested too deeply';
  if (css.length > LONGEST) return 'it is too long';
  const ast = parsed(css, context);
  if (typeof ast === 'string') return ast;
  const problems: string[] = [];
  walk(ast, (node) => {
    if (node.type === 'Selector') selectors.push(generate(node));
    const problem = nodeProblem(node, mayLoad);
    if (problem !== undefined) problems.push(problem);
  });
  return problems[0];
}

/**
 * Returns the tree, or the first error. The parser would go on after most errors, and take time for each that grows with
 * the whole CSS.
 */
function parsed(css: string, context: CssContext): CssNode | string {
  const onParseError = (error: Error): never => {
    throw error;
  };
  try {
    return parse(css, { context, parseCustomProperty: true, onParseError });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'SyntaxError') throw error;
    return quote(error.message.replace(/\.$/, ''));
  }
}

function nodeProblem(node: CssNode, mayLoad: (url: string) => boolean): string | undefined {
  switch (node.type) {
    case 'Atrule':
      return `@${quote(node.name)} is not allowed`;
    case 'Url':
      return mayLoad(node.value) ? undefined : `the URL ${quote(node.value)} is not allowed`;
    case 'Function':
      return isForbidden(node.name, FORBIDDEN_FUNCTIONS) ? `${quote(node.name)}() is not allowed` : undefined;
    case 'Declaration':
      return isForbidden(node.property, FORBIDDEN_PROPERTIES) ? `${quote(node.property)} is not allowed` : undefined;
    case 'Raw':
    case 'CDO':
    case 'CDC':
      return 'a part of it is not CSS';
    default:
      return undefined;
  }
}

/** An escape could spell any name. */
function isForbidden(name: string, forbidden: RegExp): boolean {
  return name.includes('\\') || forbidden.test(name);
}

const CLOSES: ReadonlyMap<number, number> = new Map([
  [tokenTypes.Function, tokenTypes.RightParenthesis],
  [tokenTypes.LeftParenthesis, tokenTypes.RightParenthesis],
  [tokenTypes.LeftSquareBracket, tokenTypes.RightSquareBracket],
  [tokenTypes.LeftCurlyBracket, tokenTypes.RightCurlyBracket],
]);

/** A bracket that closes another one than the last is passed over, so no text nests deeper than is counted here. */
function isTooDeep(css: string): boolean {
  const awaited: number[] = [];
  let deepest = 0;
  tokenize(css, (type) => {
    const closing = CLOSES.get(type);
    if (closing !== undefined) deepest = Math.max(deepest, awaited.push(closing));
    else if (type === awaited.at(-1)) awaited.pop();
  });
  return deepest > DEEPEST;
}
