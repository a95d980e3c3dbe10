/** How a client of an AWS service is made. Endpoint and credentials are the SDK's own business unless they are given. */
export type AwsOptions = {
  readonly region: string;
  /** For tests; the SDK also knows AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_<SERVICE>. */
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Longest wait for a connection, for an answer to begin and for its next bytes; 5 seconds by default. */
  readonly timeoutMs?: number;
};

/**
 * The configuration that all clients share: three attempts with the SDK's jittered back-off, each given up when it hangs.
 * The wait for a free socket counts as waiting for a connection.
 */
export function clientConfig(options: Partial<AwsOptions>) {
  // The SDK's notice about future Node versions is no concern of who runs the service.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const { region, endpoint, credentials, timeoutMs = 5000 } = options;
  return {
    ...(region && { region }),
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: timeoutMs,
      requestTimeout: timeoutMs,
      // Without it the SDK only warns about a request that hangs.
      throwOnRequestTimeout: true,
      socketTimeout: timeoutMs,
    },
    ...(endpoint && { endpoint }),
    ...(credentials && { credentials }),
  };
}
