import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Texts } from '#core/languages/texts.ts';
import { catalogueProblems, isLanguageTag } from '#core/messages/check-catalogue.ts';
import type { OwnTexts } from '#ports/catalogues.ts';
import { EXTENSION } from './folder.ts';

/** The largest file, in bytes. The English catalogue has about ten kilobytes. */
const MOST_BYTES = 256 * 1024;

/** How many problems of a file are told. A file that is none of ours would have thousands. */
const MOST_PROBLEMS = 20;

type Read = { readonly texts: OwnTexts; readonly problems: readonly string[] };

/**
 * Reads the catalogues of an operator, a file `<language>.json` each, and checks all of them. `problems` has one sentence for
 * each thing that is wrong, which begins with the path of the file. Other files of the folder are ignored.
 */
export function ownCatalogues(folder: string): Read {
  const files = attempt(() => readdirSync(folder).filter((file) => extname(file).toLowerCase() === EXTENSION));
  if (typeof files === 'string') return { texts: {}, problems: [`${folder} cannot be read (${files}).`] };
  if (files.length === 0) return { texts: {}, problems: [`${folder} has no file such as de.json.`] };
  const read = files.sort().map((file) => [file, readCatalogue(folder, file)] as const);
  return {
    texts: Object.fromEntries(read.map(([file, { texts }]) => [file.slice(0, -EXTENSION.length), texts])),
    problems: read.flatMap(([file, { problems }]) => problems.map((problem) => `${join(folder, file)}: ${problem}`)),
  };
}

function readCatalogue(
  folder: string,
  file: string,
): { readonly texts: Partial<Texts>; readonly problems: readonly string[] } {
  const refused = (problem: string) => ({ texts: {}, problems: [problem] });
  if (!file.endsWith(EXTENSION) || !isLanguageTag(file.slice(0, -EXTENSION.length)))
    return refused('the name must be a language tag in its usual form and .json, such as pt-BR.json.');
  const path = join(folder, file);
  const stat = attempt(() => statSync(path));
  if (typeof stat === 'string') return refused(`cannot be read (${stat}).`);
  if (!stat.isFile()) return refused('is not a file.');
  if (stat.size > MOST_BYTES) return refused(`has ${stat.size} bytes, and may have ${MOST_BYTES}.`);
  const bytes = attempt(() => readFileSync(path));
  if (typeof bytes === 'string') return refused(`cannot be read (${bytes}).`);
  const content = parsed(bytes);
  if (content === undefined) return refused('is not JSON in UTF-8.');
  const problems = catalogueProblems(content);
  const more = problems.length - MOST_PROBLEMS;
  return {
    texts: content as Partial<Texts>,
    problems: more > 0 ? [...problems.slice(0, MOST_PROBLEMS), `has ${more} more problems.`] : problems,
  };
}

/** Returns what JSON says, or undefined for what is no JSON. A byte order mark at the beginning is left out. */
function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** Returns what a function of node:fs returns, or the code of the error that it throws, such as ENOENT. */
function attempt<T>(act: () => T): T | string {
  try {
    return act();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}
