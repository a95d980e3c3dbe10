import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BUILT_IN, languagesIn } from '#adapters/catalogues/folder.ts';
import { bundleFunction } from '#infra/bundle.ts';
import { FUNCTION_NAMES, needsOf } from '#infra/functions.ts';
import { ownpoolApp } from './synthesised.ts';

const folder = mkdtempSync(join(tmpdir(), 'ownpool-catalogues-'));
afterAll(() => rmSync(folder, { recursive: true }));

const OWN = { de: { signIn: 'Einloggen' }, eo: { signIn: 'Ensaluti' } };
for (const [language, texts] of Object.entries(OWN))
  writeFileSync(join(folder, `${language}.json`), JSON.stringify(texts));

const catalogueOf = (asset: string, language: string) =>
  JSON.parse(readFileSync(join(asset, 'catalogues', `${language}.json`), 'utf8'));

describe('the bundles of functions that speak', () => {
  it('have the catalogues of the service, and no others have them', () => {
    expect(catalogueOf(bundleFunction('hosted'), 'de')).toEqual(
      JSON.parse(readFileSync(join(BUILT_IN, 'de.json'), 'utf8')),
    );
    for (const name of FUNCTION_NAMES) {
      expect([name, existsSync(join(bundleFunction(name), 'catalogues'))]).toEqual([
        name,
        needsOf(name).speaks === true,
      ]);
    }
  });

  it("have the operator's texts in place of those of the service, and their languages", () => {
    const asset = bundleFunction('hosted', 'linux-arm64-gnu', OWN);
    expect(catalogueOf(asset, 'de')).toEqual({ ...catalogueOf(bundleFunction('hosted'), 'de'), ...OWN.de });
    expect(catalogueOf(asset, 'eo')).toEqual(OWN.eo);
    expect(readdirSync(join(asset, 'catalogues')).sort()).toEqual(
      [...languagesIn(BUILT_IN), 'eo'].map((language) => `${language}.json`).sort(),
    );
    expect(asset).not.toBe(bundleFunction('hosted'));
    expect(bundleFunction('hosted', 'linux-arm64-gnu', OWN)).toBe(asset);
    expect(bundleFunction('jobs', 'linux-arm64-gnu', OWN)).toBe(bundleFunction('jobs'));
  });
});

describe('the stack', () => {
  it("has the operator's texts in the functions that speak", () => {
    const { app } = ownpoolApp({ catalogues: folder });
    const { directory } = app.synth();
    const assets = readdirSync(directory).filter((name) => existsSync(join(directory, name, 'catalogues')));
    const speaking = FUNCTION_NAMES.filter((name) => needsOf(name).speaks);
    expect(assets).toHaveLength(speaking.length);
    for (const asset of assets) expect(catalogueOf(join(directory, asset), 'eo')).toEqual(OWN.eo);
  });
});
