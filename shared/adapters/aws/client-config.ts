/** The options of a client of an AWS service. The SDK finds endpoint and credentials itself unless they are given. */
export type AwsOptions = {
  readonly region: string;
  /** The endpoint for tests. The SDK also reads AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_<SERVICE>. */
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /**
   * The longest wait in milliseconds for a connection, for a response to begin and for its next bytes. The default is 5
   * seconds.
   */
  readonly timeoutMs?: number;
  /** The number of attempts. The default is 3. */
  readonly maxAttempts?: number;
};

/**
 * Returns the configuration that all clients share: attempts with the SDK's jittered back-off, each of which is
 * given up when it hangs. The wait for a free socket counts as waiting for a connection.
 */
export function clientConfig(options: Partial<AwsOptions>) {
  // The SDK's notice about future Node versions does not concern the person who runs the service.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const { region, endpoint, credentials, timeoutMs = 5000, maxAttempts = 3 } = options;
  return {
    ...(region && { region }),
    maxAttempts,
    requestHandler: {
      connectionTimeout: timeoutMs,
      requestTimeout: timeoutMs,
      // Without this option the SDK only warns about a request that hangs.
      throwOnRequestTimeout: true,
      socketTimeout: timeoutMs,
    },
    ...(endpoint && { endpoint }),
    ...(credentials && { credentials }),
  };
}
