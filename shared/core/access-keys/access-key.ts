/**
 * A key for signed (admin) operations, issued by Ownpool. The whole record is stored in an envelope of the purpose
 * `admin`.
 */
export type AccessKey = {
  readonly id: string;
  readonly secret: string;
  readonly enabled: boolean;
  readonly policy: AccessPolicy;
  readonly description?: string;
  readonly createdAt: number;
  readonly version: number;
};

/** The actions and pools that a key is allowed. In a pattern `*` stands for any run of characters, as in IAM. */
export type AccessPolicy = {
  /** The patterns of actions, such as `cognito-idp:AdminGet*`. */
  readonly actions: readonly string[];
  /** The patterns of pool ids. Only `*` also allows actions that concern no pool. */
  readonly pools: readonly string[];
};
