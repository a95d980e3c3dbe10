type CategoryRow = {
  /** Cognito's default quota in requests per second. */
  readonly defaultRate: number;
  readonly adjustable?: true;
  /** The operations that count in an adjustable category; nothing counts those of the others. */
  readonly operations?: readonly string[];
};

/**
 * The categories of operations and their quotas.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html#category_operations
 */
export const CATEGORIES = {
  UserAuthentication: {
    defaultRate: 120,
    adjustable: true,
    operations: [
      'InitiateAuth',
      'RespondToAuthChallenge',
      'AdminInitiateAuth',
      'AdminRespondToAuthChallenge',
      'GetTokensFromRefreshToken',
    ],
  },
  UserCreation: {
    defaultRate: 50,
    adjustable: true,
    operations: ['SignUp', 'ConfirmSignUp', 'AdminCreateUser', 'AdminConfirmSignUp'],
  },
  UserFederation: { defaultRate: 25, adjustable: true },
  UserAccountRecovery: { defaultRate: 30 },
  UserRead: { defaultRate: 120, adjustable: true, operations: ['AdminGetUser', 'AdminGetUserAuthFactors', 'GetUser'] },
  UserUpdate: { defaultRate: 25 },
  UserToken: { defaultRate: 120, adjustable: true, operations: ['RevokeToken'] },
  UserResourceRead: {
    defaultRate: 50,
    adjustable: true,
    operations: [
      'AdminGetDevice',
      'AdminListGroupsForUser',
      'AdminListDevices',
      'GetDevice',
      'ListDevices',
      'GetUserAttributeVerificationCode',
      'ResendConfirmationCode',
      'AdminListUserAuthEvents',
    ],
  },
  UserResourceUpdate: { defaultRate: 25 },
  UserList: { defaultRate: 30 },
  UserPoolRead: { defaultRate: 15 },
  UserPoolUpdate: { defaultRate: 15 },
  UserPoolResourceRead: { defaultRate: 20 },
  UserPoolResourceUpdate: { defaultRate: 15 },
  UserPoolClientRead: { defaultRate: 15 },
  UserPoolClientUpdate: { defaultRate: 15 },
  ClientAuthentication: { defaultRate: 150 },
  LimitManagement: { defaultRate: 1 },
} as const satisfies Readonly<Record<string, CategoryRow>>;

export type Category = keyof typeof CATEGORIES;

const ROWS: Readonly<Record<Category, CategoryRow>> = CATEGORIES;
const NAMES = Object.keys(CATEGORIES) as readonly Category[];

const BY_OPERATION: ReadonlyMap<string, Category> = new Map(
  NAMES.flatMap((name) => (ROWS[name].operations ?? []).map((operation) => [operation, name] as const)),
);

/** Returns the adjustable category in which an operation counts, or undefined for any other operation. */
export function categoryOf(operation: string): Category | undefined {
  return BY_OPERATION.get(operation);
}

/** Tells whether a text is the name of a category. */
export function isCategory(name: string): name is Category {
  return Object.hasOwn(CATEGORIES, name);
}

/** Tells whether UpdateProvisionedLimit may change the rate of a category. */
export function isAdjustable(category: Category): boolean {
  return ROWS[category].adjustable === true;
}
