import { type ExecutionArgs, type ExecutionResult, execute } from "graphql";

/** Returns a result for each event, as GraphQL.js does: the source is none that can be shared. */
export function executeEach(
  source: AsyncIterable<unknown>,
  args: ExecutionArgs,
): AsyncIterableIterator<ExecutionResult> {
  const events = source[Symbol.asyncIterator]();
  return {
    async next() {
      const { done, value } = await events.next();
      return done ? { done, value } : { done: false, value: await execute({ ...args, rootValue: value }) };
    },
    async return() {
      await events.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
