import { type ExecutionResult, GraphQLError, GraphQLInt, GraphQLObjectType, GraphQLSchema, parse } from "graphql";
import { expect, it, vi } from "vitest";
import { executeSubscription } from "../../src/fanout/execute-subscription.ts";

interface Tick {
  readonly number: number;
  readonly extensions?: { readonly seq: number };
}

/** Runs `subscription { ticks }` over a source. */
function run(source: () => AsyncIterable<Tick>): Promise<AsyncIterableIterator<ExecutionResult>> {
  const ticks = {
    type: GraphQLInt,
    subscribe: source,
    resolve: ({ number }: Tick) => {
      if (number < 0) throw new Error("There is no such tick.");
      return number;
    },
  };
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: "Query", fields: { nothing: { type: GraphQLInt } } }),
    subscription: new GraphQLObjectType({ name: "Subscription", fields: { ticks } }),
  });
  return executeSubscription({ schema, document: parse("subscription { ticks }") });
}

it("gives each event's result the event's extensions, and none to an event without", async () => {
  const results = await run(async function* () {
    yield { number: 1, extensions: { seq: 7 } };
    yield { number: 2 };
    yield { number: -1, extensions: { seq: 8 } };
  });
  expect(await results.next()).toEqual({ done: false, value: { data: { ticks: 1 }, extensions: { seq: 7 } } });
  expect(await results.next()).toEqual({ done: false, value: { data: { ticks: 2 } } });
  expect(await results.next()).toMatchObject({
    value: { data: { ticks: null }, errors: [{ message: "There is no such tick." }], extensions: { seq: 8 } },
  });
  expect(await results.next()).toEqual({ done: true, value: undefined });
});

it("throws what refuses the subscription, as the resolver threw it", async () => {
  const refusal = new Error("No.");
  const results = await run(() => {
    throw refusal;
  });
  const failure = await results.next().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(GraphQLError);
  expect(failure).toMatchObject({ message: "No.", path: ["ticks"], originalError: refusal });
});

it("returns a source whose next rejects, as those who iterate do not", async () => {
  const failure = new Error("Enough.");
  const source = { next: () => Promise.reject(failure), return: vi.fn(async () => ({ done: true, value: undefined })) };
  const results = await run(() => ({ [Symbol.asyncIterator]: () => source }) as AsyncIterable<Tick>);
  const readAll = async () => {
    for await (const _result of results);
  };
  await expect(readAll()).rejects.toBe(failure);
  expect(source.return).toHaveBeenCalledOnce();
});

it("throws what ends the source", async () => {
  const end = new Error("Enough.");
  const results = await run(async function* () {
    yield { number: 1 };
    throw end;
  });
  await results.next();
  await expect(results.next()).rejects.toBe(end);
  expect(await results.next()).toEqual({ done: true, value: undefined });
});

it("ends the source when it is returned, also while it waits for an event", async () => {
  let isEnded = false;
  let proceed: ((result: IteratorResult<Tick, undefined>) => void) | undefined;
  const source: AsyncIterableIterator<Tick, undefined> = {
    [Symbol.asyncIterator]: () => source,
    next: () =>
      new Promise((resolve) => {
        proceed = resolve;
      }),
    return: () => {
      isEnded = true;
      proceed?.({ done: true, value: undefined });
      return Promise.resolve({ done: true, value: undefined });
    },
  };
  const results = await run(() => source);
  const next = results.next();
  await results.return?.();
  expect(isEnded).toBe(true);
  expect(await next).toEqual({ done: true, value: undefined });
});

it("reads its source no faster than it is read", async () => {
  let produced = 0;
  const results = await run(async function* () {
    for (;;) {
      produced += 1;
      yield { number: produced };
    }
  });
  await results.next();
  await results.next();
  expect(produced).toBe(2);
  await results.return?.();
});
