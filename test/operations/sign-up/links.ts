import { withClient } from '#core/call.ts';
import { confirmByLink } from '#core/sign-up/confirm.ts';
import type { TestApp } from '#test/app.ts';
import { callOf } from '#test/call.ts';
import type { TestPool } from '#test/world.ts';

/** Settings of a pool that confirms sign-ups by links to its domain. */
export const BY_LINK = {
  autoVerifiedAttributes: ['email'],
  domain: 'people',
  verificationMessageTemplate: { defaultEmailOption: 'CONFIRM_WITH_LINK' },
} as const;

/** The link in the newest e-mail to an address, as a mail program finds it. */
export function linkFor({ outbox }: TestApp, to: string): URL {
  const href = /<a href="([^"]*)">/.exec(outbox.messages(to)[0]?.body ?? '')?.[1];
  if (href === undefined) throw new Error(`No link was sent to ${to}.`);
  return new URL(href.replaceAll('&amp;', '&').replaceAll('&#39;', "'"));
}

/** Opens a link, with some of its parameters replaced, as the page of the pool does. */
export async function opened(w: TestPool, link: URL, more: Readonly<Record<string, string>> = {}): Promise<void> {
  const {
    client_id = '',
    user_name = '',
    confirmation_code = '',
  } = {
    ...Object.fromEntries(link.searchParams),
    ...more,
  };
  const call = await withClient(callOf(w.app.deps, { pool: w.pool }), client_id);
  await confirmByLink(call, { userName: user_name, code: confirmation_code });
}
