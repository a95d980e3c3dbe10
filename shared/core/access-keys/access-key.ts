/** A key for signed (admin) operations, issued by Ownpool. Kept whole inside an envelope of the purpose `admin`. */
export type AccessKey = {
  readonly id: string;
  readonly secret: string;
  readonly enabled: boolean;
  readonly policy: AccessPolicy;
  readonly description?: string;
  readonly createdAt: number;
  readonly version: number;
};

/** `*` stands for any run of characters, as in IAM. */
export type AccessPolicy = {
  /** Such as `cognito-idp:AdminGet*`. */
  readonly actions: readonly string[];
  /** Pool ids or `*`. */
  readonly pools: readonly string[];
};
