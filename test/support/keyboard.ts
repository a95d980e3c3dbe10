import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** The most elements of a page that a person passes on the way to the one that they want. */
const MOST_STOPS = 20;

/** A person at a page who has a keyboard and nothing else. */
export type Typist = {
  /** Goes forwards to an element with the Tab key, unless it has the focus already, as the first field of a page has. */
  readonly reach: (target: Locator) => Promise<void>;
  /** Goes to a field and types into it, in place of what it says. */
  readonly type: (label: string, text: string) => Promise<void>;
  /** Goes to a button or a link and presses Enter. */
  readonly press: (role: 'button' | 'link', name: string) => Promise<void>;
  /** Sends the form from the field that has the focus. */
  readonly send: () => Promise<void>;
};

/** What has the focus, and whether it can be seen that it has. */
const FOCUS = `(() => {
  const { activeElement: element } = document;
  if (!element || element === document.body) return { name: '', isSeen: true };
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
  const { top, bottom } = element.getBoundingClientRect();
  return {
    name: element.outerHTML.slice(0, 200),
    isSeen: (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 || boxShadow !== 'none') && top >= 0 && bottom <= innerHeight,
  };
})()`;

/** The element with the focus must be in sight and look like it (WCAG 2.2, success criteria 2.4.7 and 2.4.11). */
async function expectFocusSeen(page: Page): Promise<string> {
  const { name, isSeen } = (await page.evaluate(FOCUS)) as { readonly name: string; readonly isSeen: boolean };
  expect({ name, isSeen }).toEqual({ name, isSeen: true });
  return name;
}

/** Makes the person who is at a page. */
export function typistAt(page: Page): Typist {
  const hasFocus = (target: Locator) => target.evaluate((element) => element.matches(':focus'));

  const reach: Typist['reach'] = async (target) => {
    await target.waitFor();
    await page.waitForLoadState();
    const passed: string[] = [];
    while (!(await hasFocus(target))) {
      if (passed.length === MOST_STOPS) throw new Error(`${target} is not on the way: ${passed.join(', ')}`);
      await page.keyboard.press('Tab');
      const name = await expectFocusSeen(page);
      // After the last element, the focus leaves the page, and would begin anew.
      if (name === '' && passed.length > 0) throw new Error(`${target} is not ahead: ${passed.join(', ')}`);
      passed.push(name);
    }
    await expectFocusSeen(page);
  };

  return {
    reach,
    async type(label, text) {
      await reach(page.getByLabel(label, { exact: true }));
      await page.keyboard.press('Control+A');
      await page.keyboard.type(text);
    },
    async press(role, name) {
      await reach(page.getByRole(role, { name, exact: true }));
      await page.keyboard.press('Enter');
    },
    send: () => page.keyboard.press('Enter'),
  };
}
