type Matcher = (value: string) => boolean;
const matchers = new Map<string, Matcher>();

/**
 * Whether the whole value matches a pattern of the service model, by translating the (Java) expression: what the
 * expressions that stand beside the patterns are compared with. Time is linear in the value, whatever the value.
 */
export function matchesJava(pattern: string, value: string): boolean {
  let matcher = matchers.get(pattern);
  if (matcher === undefined) {
    matcher = compile(pattern);
    matchers.set(pattern, matcher);
  }
  return matcher(value);
}

/**
 * An expression that only backtracking can try is not tried on more than this; a longer value does not match. In the
 * model such expressions stand with a smaller maximal length or match a few short words, and none takes quadratic time.
 */
const LONGEST_BACKTRACKING = 20_000;

function compile(pattern: string): Matcher {
  const dotMatchesAll = pattern.startsWith('(?s)');
  const source = withoutGivingBack(pattern.replace(/^\(\?s\)/, '').replace(/^\^(.*)\$$/s, '$1'));
  const linear = literalsAmong(source, dotMatchesAll);
  if (linear !== undefined) return linear;
  const expression = new RegExp(`^(?:${toJavaScript(source, dotMatchesAll)})$`, 'u');
  return (value) => value.length <= LONGEST_BACKTRACKING && expression.test(value);
}

/** `[set]+.*[set]+` takes cubic time as it stands. What begins with a longest run, and keeps it, is the same in less. */
function withoutGivingBack(source: string): string {
  return source.replace(/^(\[(?:[^\]\\]|\\.)+\])\+\.\*\1\+$/su, '(?:$1{2,}|(?=($1+))\\1.*$1+)');
}

/**
 * `[set]+`, `[set]*literal[set]*` and the like, which a backtracking engine may try in quadratic or cubic time: all
 * characters are in the set, and the literals (themselves of that set) stand in this order. Undefined for other patterns.
 */
function literalsAmong(source: string, dotMatchesAll: boolean): Matcher | undefined {
  const [run, set, quantifier] = /^(\.|\[(?:[^\]\\]|\\.)+\])([*+])/su.exec(source) ?? [];
  if (run === undefined || set === undefined) return undefined;
  const between = source.split(run).slice(1);
  if (between.pop() !== '') return undefined;
  if (!between.every((part) => /^(?:\\[^A-Za-z0-9]|[^\\.*+?()[\]{}|^$])+$/u.test(part))) return undefined;
  const literals = between.map((part) => part.replaceAll('\\', ''));
  const outside = new RegExp(complement(toJavaScript(set, dotMatchesAll)), 'u');
  if (literals.some((literal) => outside.test(literal))) return undefined;
  const gap = quantifier === '+' ? 1 : 0;
  return (value) => {
    let end = 0;
    for (const literal of literals) {
      const start = value.indexOf(literal, end + gap);
      if (start < 0) return false;
      end = start + literal.length;
    }
    return value.length - end >= gap && !outside.test(value);
  };
}

const complement = (set: string): string => (set.startsWith('[^') ? `[${set.slice(2)}` : `[^${set.slice(1)}`);

/** `\s` in Java is ASCII only and `.` also stops at U+0085; JavaScript's are wider, so both are spelt out. */
const WHITE_SPACE = '\\t-\\r\\x20';
const NOT_WHITE_SPACE = '\\x00-\\x08\\x0e-\\x1f\\x21-\\u{10ffff}';
const LINE_ENDS = '\\n\\r\\x85\\u2028\\u2029';

/** Java's expression as JavaScript's with the flag `u`, which forbids needless escapes and `-` after a class. */
function toJavaScript(source: string, dotMatchesAll: boolean): string {
  let inSet = false;
  let afterClass = false;
  let result = '';
  for (const [token] of source.matchAll(/\\p\{\w+\}|\\x[0-9A-Fa-f]{2}|\\.|./gsu)) {
    const letter = token === '\\s' ? WHITE_SPACE : token === '\\S' ? NOT_WHITE_SPACE : undefined;
    if (letter !== undefined) result += inSet ? letter : `[${letter}]`;
    else if (token === '.' && !inSet) result += dotMatchesAll ? '[^]' : `[^${LINE_ENDS}]`;
    else if (token === '-' && afterClass) result += '\\-';
    else result += /^\\[^\w^$\\.*+?()[\]{}|/-]$/u.test(token) || (token === '\\-' && !inSet) ? token[1] : token;
    afterClass = inSet && /^\\(?:[sSwWdD]$|p)/u.test(token);
    if (token === '[') inSet = true;
    else if (token === ']') inSet = false;
  }
  return result;
}
