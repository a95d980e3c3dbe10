import { ownCatalogues } from '#adapters/catalogues/own.ts';
import type { OwnTexts } from '#ports/catalogues.ts';
import { ConfigError } from './settings.ts';

/**
 * Reads the operator's catalogues from the folder that the environment names, if it names one. Throws ConfigError, whose
 * message has a line for each thing that is wrong, with the file and the text.
 */
export function readCatalogues(folder: string | undefined): OwnTexts {
  if (folder === undefined) return {};
  const { texts, problems } = ownCatalogues(folder);
  if (problems.length > 0) throw new ConfigError(problems.map((problem) => `OWNPOOL_CATALOGUES: ${problem}`));
  return texts;
}
