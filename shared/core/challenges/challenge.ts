import type { ClientCall } from '#core/call.ts';
import type { Device } from '#core/devices/device.ts';
import type { GuessRules } from '#core/guesses/attempts.ts';
import type { MaybeUser } from '#core/users/find.ts';
import type { User } from '#core/users/user.ts';
import type { Change, RecordOf, Ref } from '#ports/records.ts';
import type { AuthSession, AuthSessionStep, ChallengeName, ChallengeState, SignIn } from './auth-session.ts';
import type { SignInResult } from './ending.ts';
import type { Factor, PassedFactor } from './levels.ts';
import type { Standing } from './next.ts';
import type { ParameterName } from './parameters.ts';

export type Responses = Readonly<Record<string, string>>;

/** A challenge that was made for a user: the state that the Session must keep, and the ChallengeParameters. */
export type Begun<N extends ChallengeName = ChallengeName> = {
  readonly state: ChallengeState<N>;
  readonly parameters: Readonly<Record<string, string>>;
  /** SECRET_BLOCK carries the state, which is longer than a Session may be. */
  readonly isSecretBlock?: true;
};

/** The kinds of records that an answer may be judged against, beside the user. */
type EvidenceKind = 'softwareToken' | 'device' | 'passkey';

/** An answer to a challenge. No user is found if the user name belonged to none when the sign-in began. */
export type Answering<N extends ChallengeName> = {
  readonly session: AuthSession<N>;
  readonly found: MaybeUser;
  readonly responses: Responses;
  /** The records that the challenge has asked for, read together with the user. */
  readonly evidence: { readonly [K in EvidenceKind]?: RecordOf<K> | undefined };
};

/** A right answer to a challenge. */
export type Right = Pick<PassedFactor, 'isRoaming'> & {
  /** Changes that use the answer up. They are written together with what the answer leads to; none is of the user. */
  readonly spends?: readonly Change[];
  /** Throws the error for an answer that was used up first by another request. */
  readonly spent?: () => never;
};

type Common<N extends ChallengeName> = {
  readonly name: N;
  /** The challenges whose Session the answer may carry. Without this member it is the challenge's own. */
  readonly continues?: readonly ChallengeName[];
  /** The ChallengeResponses that an answer must have. The first one that is missing is the one that the error names. */
  readonly required: readonly ParameterName[];
  /**
   * Returns the state that an answer carries in its responses rather than in the member `Session`, which may be absent.
   * Throws the error for a wrong one, and for a Session that does not belong to it.
   */
  readonly sessionIn?: (responses: Responses, session: string | undefined) => string;
  /** Returns the choice that the responses make in place of an answer, or undefined where they are an answer. */
  instead?(call: ClientCall, responses: Responses): Chosen<N> | undefined;
};

/**
 * A challenge whose answer is a guess at a secret. The guess is counted, and its outcome is held back until it may be
 * revealed.
 */
export type Guessed<N extends ChallengeName> = Common<N> & {
  /** The factor that a right answer proves. */
  readonly proves: Factor;
  /** The rules that count the guess; a function where they depend on what the sign-in has passed. */
  readonly guesses: GuessRules | ((signIn: SignIn) => GuessRules);
  /** Returns the records that the answer is judged against. */
  evidence?(session: AuthSession<N>, responses: Responses): { readonly [K in EvidenceKind]?: Ref<K> | undefined };
  /** Judges the answer. Returns undefined for a wrong one. */
  answer(call: ClientCall, answering: Answering<N>): Right | undefined | Promise<Right | undefined>;
  /**
   * Changes the user because of a right answer, once its outcome may be revealed, and returns the user as it is then.
   * Throws the error for a change that is refused; the sign-in then ends.
   */
  afterwards?(call: ClientCall, user: User, session: AuthSession<N>): Promise<User>;
};

/** A challenge that asks the user to do something. `answer` returns the user with the changes that the answer makes. */
export type Performed<N extends ChallengeName> = Common<N> & {
  readonly proves?: undefined;
  answer(call: ClientCall, answering: Omit<Answering<N>, 'found'> & { readonly user: User }): Promise<User>;
};

/** The way on that a client has chosen. */
export type Onward<N extends ChallengeName = ChallengeName> = N extends ChallengeName
  ? {
      readonly name: N;
      /** Makes the challenge, once the choice is written: only then may it send messages. */
      readonly begin: (signIn: SignIn) => Begun<N> | Promise<Begun<N>>;
      /** What the sign-in remembers of the choice. */
      readonly signIn?: Pick<SignIn, 'wants'>;
    }
  : never;

/** A challenge in which the client chooses how the sign-in goes on. Nothing is proved, and the user does not change. */
export type Chosen<N extends ChallengeName> = Common<N> & {
  readonly proves?: undefined;
  /** The only challenge that it leads to, where there is no other choice, for docs/sign-in.md. */
  readonly leadsTo?: ChallengeName;
  choose(call: ClientCall, answering: Answering<N>): Onward | Promise<Onward>;
};

/** A sign-in whose step is written, with the user if the sign-in began with the name of one. */
export type Stepped = {
  readonly signIn: SignIn;
  readonly found: MaybeUser;
  readonly device: Device | undefined;
  readonly reached: AuthSessionStep | undefined;
};

/**
 * A challenge whose answer the functions of the pool judge. The step is written before they are asked, so that a Session
 * has one answer, right or wrong, whatever becomes of the functions.
 */
export type Delegated<N extends ChallengeName> = Common<N> & {
  readonly proves?: undefined;
  /** The factor that counts as passed once the functions decide so. */
  readonly vouches: Factor;
  /** Returns how the sign-in goes on after the answer. */
  goOn(
    call: ClientCall,
    stepped: Stepped & { readonly reached: AuthSessionStep },
    responses: Responses,
  ): Promise<SignInResult>;
};

/** A challenge that is answered in one of several ways, as the answer itself tells. */
export type Branching<N extends ChallengeName> = Pick<Common<N>, 'name'> & {
  readonly proves?: undefined;
  /** Returns the way in which this answer is judged. Throws InvalidParameterException for one that tells no way. */
  branch(responses: Responses): Guessed<N> | Chosen<N>;
};

/** The way in which a challenge is answered. */
export type Challenge<N extends ChallengeName = ChallengeName> = N extends ChallengeName
  ? Guessed<N> | Performed<N> | Chosen<N> | Delegated<N> | Branching<N>
  : never;

/** A challenge that may follow another factor. It is made for a user who has passed what came before. */
export type Following<N extends ChallengeName = ChallengeName> = N extends ChallengeName
  ? Challenge<N> & { readonly begin: (call: ClientCall, standing: Standing) => Begun<N> | Promise<Begun<N>> }
  : never;
