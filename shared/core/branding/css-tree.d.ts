/** The parts of css-tree that are used, which come without types of their own. */
declare module 'css-tree/parser' {
  import type { CssNode } from '#core/branding/css-node.ts';

  const parse: (
    css: string,
    options: {
      readonly context?: 'stylesheet' | 'declarationList' | 'value';
      readonly parseCustomProperty?: boolean;
      readonly onParseError?: (error: Error) => void;
    },
  ) => CssNode;
  // biome-ignore lint/style/noDefaultExport: it is how the package exports it
  export default parse;
}

declare module 'css-tree/walker' {
  import type { CssNode } from '#core/branding/css-node.ts';

  const walk: (ast: CssNode, visit: (node: CssNode) => void) => void;
  // biome-ignore lint/style/noDefaultExport: it is how the package exports it
  export default walk;
}

declare module 'css-tree/generator' {
  import type { CssNode } from '#core/branding/css-node.ts';

  const generate: (ast: CssNode) => string;
  // biome-ignore lint/style/noDefaultExport: it is how the package exports it
  export default generate;
}

declare module 'css-tree/tokenizer' {
  export const tokenize: (css: string, onToken: (type: number, start: number, end: number) => void) => void;
  export const tokenTypes: {
    readonly Function: number;
    readonly LeftParenthesis: number;
    readonly RightParenthesis: number;
    readonly LeftSquareBracket: number;
    readonly RightSquareBracket: number;
    readonly LeftCurlyBracket: number;
    readonly RightCurlyBracket: number;
  };
}
