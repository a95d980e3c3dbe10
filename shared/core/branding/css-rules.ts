import generate from 'css-tree/generator';
import parse from 'css-tree/parser';
import walk from 'css-tree/walker';
import type { CssNode } from './css-node.ts';

/** What the CSS of classic pages says of one selector: the value of each property, as it holds in the end. */
export type Declarations = ReadonlyMap<string, string>;

/** What the CSS of classic pages says of each of its selectors, and the images that it loads. */
export type CssRules = {
  readonly of: (selector: string) => Declarations;
  /** Everything that is said of a selector. Browsers pass over values that they do not know, so that an earlier one may hold. */
  readonly everOf: (selector: string) => readonly (readonly [property: string, value: string])[];
  readonly urls: readonly string[];
  /** The CSS once more, complete even if a bracket or a comment did not end, and without what would end an element of HTML. */
  readonly css: string;
};

type Declared = { readonly value: string; readonly isImportant: boolean };

/** Reads CSS in which classicCssProblem has found nothing wrong. */
export function cssRules(css: string): CssRules {
  const rules = new Map<string, Map<string, Declared>>();
  const all: { readonly selector: string; readonly said: readonly [property: string, value: string] }[] = [];
  const urls: string[] = [];
  const ast = parse(css, { parseCustomProperty: true });
  walk(ast, (node) => {
    if (node.type === 'Url') urls.push(node.value);
    if (node.type !== 'Rule') return;
    for (const selector of selectorsOf(node.prelude)) {
      const declared = rules.get(selector) ?? new Map<string, Declared>();
      rules.set(selector, declared);
      walk(node.block, (inner) => {
        if (inner.type !== 'Declaration') return;
        const property = inner.property.toLowerCase();
        const value = generate(inner.value);
        all.push({ selector, said: [property, value] });
        const isImportant = inner.important !== false;
        if (declared.get(property)?.isImportant && !isImportant) return;
        // The later one of two is the last in the map as well, as a shorthand and a part of it need it.
        declared.delete(property);
        declared.set(property, { value, isImportant });
      });
    }
  });
  const none: Declarations = new Map();
  const found = new Map(
    [...rules].map(([selector, declared]) => [
      selector,
      new Map([...declared].map(([property, { value }]) => [property, value])),
    ]),
  );
  return {
    of: (selector) => found.get(selector) ?? none,
    everOf: (selector) => all.filter((one) => one.selector === selector).map(({ said }) => said),
    urls,
    css: generate(ast).replaceAll('<', '\\3c '),
  };
}

function selectorsOf(prelude: CssNode): readonly string[] {
  const selectors: string[] = [];
  walk(prelude, (node) => {
    if (node.type === 'Selector') selectors.push(generate(node));
  });
  return selectors;
}
