/** The nodes of css-tree's syntax tree, as far as css.ts looks at them. */
export type CssNode =
  | { readonly type: 'Selector' | 'Raw' | 'CDO' | 'CDC' | 'Rule' | 'StyleSheet' }
  | { readonly type: 'Url'; readonly value: string }
  | { readonly type: 'Function' | 'Atrule'; readonly name: string }
  | { readonly type: 'Declaration'; readonly property: string };
