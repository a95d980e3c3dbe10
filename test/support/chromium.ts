import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { describe } from 'vitest';

const PATH = '/usr/bin/chromium';
const isInstalled = existsSync(PATH);

/** Tests in the machine's Chromium. They do not run without it, which in CI is a failure. */
export function describeInChromium(name: string, tests: () => void): void {
  if (!isInstalled) console.warn(`NOT RUN: ${name}, in a browser. Install it with: apt-get install chromium`);
  describe.skipIf(!isInstalled && !process.env.CI)(name, tests);
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: PATH, args: ['--no-sandbox', '--disable-background-networking'] });
}

/** Fills in the form on which users sign in, and sends it. */
export async function signInOn(page: Page, username: string, password: string): Promise<void> {
  await page.fill('input[name=username]', username);
  await page.fill('input[name=password]', password);
  await page.click('button[name=signInSubmitButton]');
}
