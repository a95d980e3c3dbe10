import type { Responses } from '#core/challenges/challenge.ts';
import { CHALLENGES } from '#core/challenges/challenges.ts';
import { answerChallenge } from '#core/challenges/driver.ts';
import type { SignInResult } from '#core/challenges/ending.ts';
import type { Asked } from './asked.ts';
import type { PageCall } from './authorization.ts';

/** The form of a challenge as it was sent. */
export type Answered = {
  readonly asked: Asked;
  /** The sealed Session, and the sub of its user. */
  readonly session: string;
  readonly sub: string;
  readonly form: URLSearchParams;
};

/** Answers a challenge with what the form says. */
export function respond(
  call: PageCall,
  { asked, session, sub }: Omit<Answered, 'form'>,
  responses: Responses,
): Promise<SignInResult> {
  return answerChallenge(call, CHALLENGES[asked.challenge], { USERNAME: sub, ...responses }, session);
}

/** Returns the code of a form. People type blanks into codes. */
export function codeIn(form: URLSearchParams): string {
  return (form.get('code') ?? '').replace(/\s/g, '');
}

/** Returns the names in a challenge parameter that is a JSON array. */
export function namesIn(parameter: string | undefined): readonly string[] {
  return parameter === undefined ? [] : (JSON.parse(parameter) as readonly string[]);
}
