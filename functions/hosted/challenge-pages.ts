import type { ChallengeName } from '#core/challenges/auth-session.ts';
import type { Responses } from '#core/challenges/challenge.ts';
import type { FormFrame } from '#ui/form.ts';
import { authenticatorPage, type Content } from '#ui/pages.ts';

/** The page of a challenge: the path that its form goes to, and what the fields of the form answer. */
type ChallengePage = {
  readonly path: string;
  readonly content: (frame: FormFrame) => Content;
  readonly responses: (form: URLSearchParams) => Responses;
};

const PAGES: Readonly<Partial<Record<ChallengeName, ChallengePage>>> = {
  SOFTWARE_TOKEN_MFA: {
    path: '/mfa',
    content: authenticatorPage,
    responses: (form) => ({ SOFTWARE_TOKEN_MFA_CODE: form.get('code') ?? '' }),
  },
};

/** Returns the page that asks for the answer to a challenge. */
export function challengeContent(challenge: ChallengeName): ChallengePage {
  const page = PAGES[challenge];
  if (!page) throw new Error(`There is no page for ${challenge}.`);
  return page;
}
