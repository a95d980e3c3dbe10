import type { ClientCall } from '#core/call.ts';
import type { GuessRules } from '#core/guesses/attempts.ts';
import type { MaybeUser } from '#core/users/find.ts';
import type { User } from '#core/users/user.ts';
import type { AuthSession, ChallengeName, ChallengeState, Factor } from './auth-session.ts';
import type { ParameterName } from './parameters.ts';

export type Responses = Readonly<Record<string, string>>;

/** A challenge that was made for a user: the state that the Session must keep, and the ChallengeParameters. */
type Begun<N extends ChallengeName = ChallengeName> = {
  readonly state: ChallengeState<N>;
  readonly parameters: Readonly<Record<string, string>>;
};

/** An answer to a challenge. No user is found if the user name belonged to none when the sign-in began. */
type Answering<N extends ChallengeName> = {
  readonly session: AuthSession<N>;
  readonly found: MaybeUser;
  readonly responses: Responses;
};

type Common = {
  /** The ChallengeResponses that an answer must have. The first one that is missing is the one that the error names. */
  readonly required: readonly ParameterName[];
  /**
   * Returns the Session of an answer that does not carry it in the member `Session`. Throws the error for a wrong one.
   */
  readonly sessionIn?: (responses: Responses) => string;
};

/**
 * A challenge whose answer is a guess at a secret. The guess is counted, and its outcome is held back until it may be
 * revealed.
 */
export type Guessed<N extends ChallengeName> = Common & {
  readonly name: N;
  /** The factor that a right answer proves. */
  readonly proves: Factor;
  readonly guesses: GuessRules;
  /** Returns whether the answer is right. */
  answer(call: ClientCall, answering: Answering<N>): boolean | Promise<boolean>;
};

/** A challenge that asks the user to do something. `answer` returns the user with the changes that the answer makes. */
export type Performed<N extends ChallengeName> = Common & {
  readonly name: N;
  readonly proves?: undefined;
  answer(call: ClientCall, answering: Omit<Answering<N>, 'found'> & { readonly user: User }): Promise<User>;
};

/** The way in which a challenge is answered. */
export type Challenge<N extends ChallengeName = ChallengeName> = N extends ChallengeName
  ? Guessed<N> | Performed<N>
  : never;

/** A challenge that may follow another factor. It is made for a user who has passed what came before. */
export type Following<N extends ChallengeName = ChallengeName> = N extends ChallengeName
  ? Challenge<N> & { readonly begin: (call: ClientCall, user: User) => Begun<N> | Promise<Begun<N>> }
  : never;
