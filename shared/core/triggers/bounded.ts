import type { Functions } from '#ports/functions.ts';
import { FunctionError } from './function-error.ts';

/**
 * Limits how many calls of a pool's functions one process waits for, so that slow functions of one pool leave room for
 * the others. A call above that rejects with FunctionError at once.
 */
export function boundedFunctions(functions: Functions, mostPerPool: number): Functions {
  const waiting = new Map<unknown, number>();
  return {
    start: functions.start,
    async invoke(functionArn, event, options) {
      const pool = event.userPoolId;
      const before = waiting.get(pool) ?? 0;
      if (before >= mostPerPool) throw new FunctionError('busy');
      waiting.set(pool, before + 1);
      try {
        return await functions.invoke(functionArn, event, options);
      } finally {
        const left = (waiting.get(pool) ?? 1) - 1;
        if (left > 0) waiting.set(pool, left);
        else waiting.delete(pool);
      }
    },
  };
}
