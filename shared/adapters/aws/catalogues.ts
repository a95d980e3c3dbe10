import { fileURLToPath } from 'node:url';
import { catalogueFolder } from '#adapters/catalogues/folder.ts';
import type { Catalogues } from '#ports/catalogues.ts';

/**
 * Returns the catalogues in the folder beside the code of a bundle, which has the operator's texts in it (infra/bundle.ts).
 * All chunks of a bundle are in one directory, so it does not matter in which of them this module is.
 */
export function bundledCatalogues(): Catalogues {
  return catalogueFolder(fileURLToPath(new URL('./catalogues/', import.meta.url)));
}
