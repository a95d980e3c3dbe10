/** Takes the place of source-map-js in bundles. css-tree asks for it only to make a source map. */
export const SourceMapGenerator = undefined;
