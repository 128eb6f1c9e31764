import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, execute, GraphQLError } from "graphql";

/** A source yields its events with what is to stand in the `extensions` of their results. */
interface Sourced {
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/**
 * Runs a subscription: one result per event of its source, with the event's extensions. The source is closed by
 * `return`, and before `next` rejects. A subscription that is refused, and a source that fails, make `next` throw, so that the transport sends an
 * error and no result.
 */
export async function executeSubscription(args: ExecutionArgs): Promise<AsyncIterableIterator<ExecutionResult>> {
  const source = await createSourceEventStream(args);
  if (Symbol.asyncIterator in source) return mapSource(source[Symbol.asyncIterator](), args);
  const [error = new GraphQLError("The subscription could not be started.")] = source.errors ?? [];
  return mapSource({ next: () => Promise.reject(error) }, args);
}

function mapSource(source: AsyncIterator<unknown>, args: ExecutionArgs): AsyncIterableIterator<ExecutionResult> {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      try {
        const { done, value } = await source.next();
        if (done) return { done: true, value: undefined };
        const result = await execute({ ...args, rootValue: value });
        const { extensions } = value as Sourced;
        return { done: false, value: extensions ? { ...result, extensions } : result };
      } catch (error) {
        // Whoever iterates takes it for the end, and does not call `return` any more.
        await source.return?.();
        throw error;
      }
    },
    async return() {
      await source.return?.();
      return { done: true, value: undefined };
    },
    async throw(error) {
      await source.throw?.(error);
      throw error;
    },
  };
}
