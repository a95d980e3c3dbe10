import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * The operations that most requests consist of. All that their JSON needs is base64 for binary attributes, while the SDK
 * adds more to others, such as the token that makes a repeated transaction harmless.
 */
const PLAIN: ReadonlySet<unknown> = new Set(['BatchGetItem', 'GetItem', 'PutItem', 'Query']);

/** The parts of the SDK that are used here. The packages of its clients do not export the types. */
type Operation = { readonly name: string };
type Protocol = {
  readonly getRequestType: () => new (request: object) => object;
  readonly updateServiceEndpoint: (request: object, endpoint: unknown) => object;
  readonly serializeRequest: (operation: Operation, input: object, context: object) => Promise<object>;
  readonly deserializeResponse: (operation: Operation, context: object, response: Response) => Promise<object>;
};
type Context = Parameters<Parameters<DynamoDBClient['middlewareStack']['add']>[0]>[1];
type Response = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | object;
};

/**
 * Replaces the two steps of a client that turn inputs into requests and responses into outputs. For plain operations the
 * new ones use JSON.parse and JSON.stringify. The SDK's own copy its whole configuration twice per call and walk through the
 * schema of every value, which takes half of a call's processor time, and a quarter of that of a page of users
 * (bench/README.md). Errors and all other operations are left to the SDK's protocol.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 */
export function usePlainJson({ config, middlewareStack }: DynamoDBClient): void {
  const { streamCollector } = config;
  const protocol = config.protocol as unknown as Protocol;
  const Request = protocol.getRequestType();
  const whole = (context: Context) => ({ ...config, ...context, endpoint: async () => context.endpointV2 });

  middlewareStack.add(
    (next, context) => {
      const operation = operationOf(context);
      const headers = {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation.name}`,
      };
      return async (args) => {
        if (!PLAIN.has(operation.name)) {
          return next({ ...args, request: await protocol.serializeRequest(operation, args.input, whole(context)) });
        }
        const body = Buffer.from(JSON.stringify(toJson(args.input)));
        const request = new Request({ method: 'POST', path: '/', headers: { ...headers }, body });
        return next({ ...args, request: protocol.updateServiceEndpoint(request, context.endpointV2) });
      };
    },
    { step: 'serialize', name: 'serializerMiddleware', override: true },
  );

  async function outputOf(operation: Operation, context: Context, response: Response): Promise<object> {
    const { statusCode, body } = response;
    if (!PLAIN.has(operation.name) || statusCode >= 300) {
      return protocol.deserializeResponse(operation, whole(context), response);
    }
    const bytes = body instanceof Uint8Array ? body : await streamCollector(body);
    const output = bytes.length > 0 ? fromJson(bytes) : {};
    return { ...output, $metadata: metadataOf(response) };
  }

  middlewareStack.add(
    (next, context) => {
      const operation = operationOf(context);
      return async (args) => {
        const response = (await next(args)).response as Response;
        try {
          return { response, output: (await outputOf(operation, context, response)) as never };
        } catch (error) {
          throw withResponse(error as Error, response);
        }
      };
    },
    { step: 'deserialize', name: 'deserializerMiddleware', override: true },
  );
}

/** Adds the members by which the SDK knows whether a request is worth another attempt, and when. */
function withResponse(error: Error, response: Response): Error {
  const { $metadata = metadataOf(response) } = error as { readonly $metadata?: object };
  // It may hold records, so it is hidden from loggers.
  Object.defineProperty(error, '$response', { value: response, enumerable: false });
  return Object.assign(error, { $metadata });
}

function metadataOf({ statusCode, headers }: Response): object {
  return { httpStatusCode: statusCode, requestId: headers['x-amzn-requestid'] };
}

/** Returns the operation of a call in the form in which a protocol takes it. */
function operationOf(context: Context): Operation {
  const schema = context.__smithy_context?.operationSchema as readonly [unknown, unknown, string, ...unknown[]];
  const [, namespace, name, traits, input, output] = schema;
  const operation = { namespace, name, traits, input, output };
  return operation;
}

function toJson(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return bufferOf(value).toString('base64');
  if (Array.isArray(value)) return value.map(toJson);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toJson(member)]));
}

function fromJson(bytes: Uint8Array): object {
  const output = JSON.parse(bufferOf(bytes).toString());
  decodeBinaries(output);
  return output;
}

/** Turns the binaries of attribute values into bytes. An attribute that is called B has a structure as its value, not a text. */
function decodeBinaries(structure: Record<string, unknown>): void {
  for (const name in structure) {
    const value = structure[name];
    if (name === 'B' && typeof value === 'string') structure[name] = Buffer.from(value, 'base64');
    else if (typeof value === 'object' && value !== null) decodeBinaries(value as Record<string, unknown>);
  }
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
