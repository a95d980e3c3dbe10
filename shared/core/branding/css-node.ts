/** The nodes of css-tree's syntax tree, as far as they are looked at. */
export type CssNode =
  | { readonly type: 'Selector' | 'Raw' | 'CDO' | 'CDC' | 'StyleSheet' | 'Value' | 'SelectorList' | 'Block' }
  | { readonly type: 'Rule'; readonly prelude: CssNode; readonly block: CssNode }
  | { readonly type: 'Url'; readonly value: string }
  | { readonly type: 'Function' | 'Atrule'; readonly name: string }
  | {
      readonly type: 'Declaration';
      readonly property: string;
      readonly value: CssNode;
      readonly important: boolean | string;
    };
