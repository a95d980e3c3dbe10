/** Files that clients bring, such as the CSV file of an import. */
export type Blobs = {
  /**
   * A URL to which a client may PUT the file with the header `x-amz-server-side-encryption: aws:kms`, for 1 second to
   * 7 days, and no longer than the credentials of this process last.
   */
  readonly uploadUrl: (key: string, limits: { readonly expiresInSeconds: number }) => Promise<string>;
  /** The content, read as it is asked for; undefined when there is no such file. Reading it rejects if it breaks off. */
  readonly read: (key: string) => Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Deletes the file, if there is one. */
  readonly remove: (key: string) => Promise<void>;
};
