/**
 * The thread in which a function's module runs (module-functions.ts). It is JavaScript because Node 20 loads it as it is.
 * A message asks for one call; the answer has the result in JSON, or what the function threw.
 */
import { randomUUID } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';

const { moduleUrl, isTypeScript, maxBytes, memoryMb } = workerData;

/** A failure that this thread reports as Lambda's runtime does. */
class Failure extends Error {
  constructor(errorType, errorMessage) {
    super(errorMessage);
    this.name = errorType;
  }
}

/** The module is loaded once. Whatever is wrong with it is the answer to every call. */
const loading = load().catch((error) => {
  console.error(error);
  // The reason names paths of this machine, and whoever asked need not know them.
  const type = error instanceof SyntaxError ? 'Runtime.UserCodeSyntaxError' : 'Runtime.ImportModuleError';
  throw new Failure(type, 'The module of the function cannot be loaded');
});
loading.catch(() => {});

/** Loads JavaScript as it is, which takes less time, unless it imports something in TypeScript. */
async function load() {
  try {
    if (!isTypeScript) return await import(moduleUrl);
  } catch (error) {
    if (error?.code !== 'ERR_UNKNOWN_FILE_EXTENSION') throw error;
  }
  const { tsImport } = await import('tsx/esm/api');
  return tsImport(moduleUrl, import.meta.url);
}

parentPort.on('message', ({ id, exportName, event, functionArn, endsAt }) => {
  answer(exportName, event, functionArn, endsAt).then(
    (result) => parentPort.postMessage({ id, result }),
    (error) => parentPort.postMessage({ id, ...textsOf(error) }),
  );
});

async function answer(exportName, event, functionArn, endsAt) {
  const module = await loading;
  const handler = module[exportName] ?? module.default?.[exportName];
  if (typeof handler !== 'function') {
    throw new Failure('Runtime.HandlerNotFound', `${exportName} is undefined or not exported`);
  }
  try {
    return written(await call(handler, JSON.parse(event), functionArn, endsAt));
  } catch (error) {
    console.error(error);
    throw error;
  }
}

/**
 * Calls a handler of any style: one that returns a promise, one that calls back, and one that ends by its context.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
function call(handler, event, functionArn, endsAt) {
  return new Promise((resolve, reject) => {
    const callback = (error, result) => (error ? reject(error) : resolve(result));
    const returned = handler(event, contextOf(functionArn, endsAt, callback), callback);
    if (typeof returned?.then === 'function') resolve(returned);
    // It has been given no means to answer later. Lambda ignores what such a handler returns, too.
    else if (handler.length < 2) resolve(null);
  });
}

function contextOf(functionArn, endsAt, callback) {
  const [, , , , , , functionName, functionVersion = '$LATEST'] = functionArn.split(':');
  return {
    functionName,
    functionVersion,
    invokedFunctionArn: functionArn,
    memoryLimitInMB: String(memoryMb),
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, endsAt - Date.now()),
    done: callback,
    succeed: (result) => callback(null, result),
    fail: (error) => callback(error ?? new Error('fail was called without an error')),
  };
}

/** Returns the JSON of a result, as far as it is one and not too long. */
function written(value) {
  let text;
  try {
    text = JSON.stringify(value === undefined ? null : value) ?? 'null';
  } catch {
    throw new Failure('Runtime.MarshalError', 'Unable to stringify response body');
  }
  const bytes = Buffer.byteLength(text);
  if (bytes > maxBytes) {
    const most = `Response payload size exceeded maximum allowed payload size (${maxBytes} bytes).`;
    throw new Failure('Function.ResponseSizeTooLarge', most);
  }
  return text;
}

/** Returns the type and the message of whatever was thrown, in texts of a bounded length. */
function textsOf(thrown) {
  const isError = thrown instanceof Error;
  return {
    errorType: textOf(isError ? thrown.name : typeof thrown),
    errorMessage: textOf(isError ? thrown.message : thrown),
  };
}

function textOf(value) {
  try {
    return String(value).slice(0, maxBytes);
  } catch {
    return '';
  }
}
