import type { ClientCall } from '#core/call.ts';
import type { GuessRules } from '#core/guesses/attempts.ts';
import type { MaybeUser } from '#core/users/find.ts';
import type { User } from '#core/users/user.ts';
import type { AuthSession, ChallengeName, ChallengeState, Factor } from './auth-session.ts';
import type { ParameterName } from './parameters.ts';

export type Responses = Readonly<Record<string, string>>;

/** A challenge that was made for somebody: what it remembers, and what the client is told. */
type Begun<N extends ChallengeName = ChallengeName> = {
  readonly state: ChallengeState<N>;
  readonly parameters: Readonly<Record<string, string>>;
};

/** An answer to a challenge, and whose it is; nobody's for a name that led to nobody when the sign-in began. */
type Answering<N extends ChallengeName> = {
  readonly session: AuthSession<N>;
  readonly found: MaybeUser;
  readonly responses: Responses;
};

type Common = {
  /** ChallengeResponses that an answer must have, in the order in which they are missed. */
  readonly required: readonly ParameterName[];
  /** Where the Session is, in an answer that does not carry it as such. Throws what a wrong one is told. */
  readonly sessionIn?: (responses: Responses) => string;
};

/** A challenge whose answer is a guess at a secret: it is counted, and its outcome held back until it may be told. */
export type Guessed<N extends ChallengeName> = Common & {
  readonly name: N;
  /** What a right answer proves. */
  readonly proves: Factor;
  readonly guesses: GuessRules;
  /** Whether the answer is right. */
  answer(call: ClientCall, answering: Answering<N>): boolean | Promise<boolean>;
};

/** A challenge that is met by doing something: its answer is the user as it leaves them. */
export type Performed<N extends ChallengeName> = Common & {
  readonly name: N;
  readonly proves?: undefined;
  answer(call: ClientCall, answering: Omit<Answering<N>, 'found'> & { readonly user: User }): Promise<User>;
};

/** How a challenge is answered. */
export type Challenge<N extends ChallengeName = ChallengeName> = N extends ChallengeName
  ? Guessed<N> | Performed<N>
  : never;

/** A challenge that may follow: it is made for a user who has passed what came before. */
export type Following<N extends ChallengeName = ChallengeName> = N extends ChallengeName
  ? Challenge<N> & { readonly begin: (call: ClientCall, user: User) => Begun<N> | Promise<Begun<N>> }
  : never;
