/** Encrypts codes for the functions that send messages in place of the service. */
export type SenderCodes = {
  /**
   * Returns a message of the AWS Encryption SDK, in base64, that only those can open who may use the key. The encryption
   * context is `{ "userpool-id": poolId }`. Rejects with DeliveryError (core/messages).
   */
  readonly encrypt: (code: string, options: { readonly poolId: string; readonly kmsKeyArn: string }) => Promise<string>;
};
