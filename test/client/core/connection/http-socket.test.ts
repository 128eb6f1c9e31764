import { expect, it, vi } from "vitest";
import { openHttpSocket } from "../../../../client/core/connection/http-socket.ts";
import type { SocketEnd, SocketOptions } from "../../../../client/core/connection/transport.ts";
import { projectEventsText } from "../../../../client/generated/events-text.ts";

interface Timer {
  readonly milliseconds: number;
  readonly callback: () => void;
}

/** A socket over a server that is a function, with a clock that is set by hand. */
async function openScene() {
  let time = 0;
  const timers = new Set<Timer>();
  const streams: { readonly projectId: string; readonly controller: ReadableStreamDefaultController<Uint8Array> }[] =
    [];
  const polls: string[] = [];
  const ends: SocketEnd[] = [];
  const places = { free: 3 };
  const answer: typeof fetch = async (_url, init) => {
    const { variables } = JSON.parse(String(init?.body));
    if (new Headers(init?.headers).get("accept") !== "text/event-stream") {
      if (!variables?.projectId) return Response.json({ data: { __typename: "Query" } });
      polls.push(variables.projectId);
      return new Promise((_resolve, reject) =>
        init?.signal?.addEventListener("abort", () => reject(new Error("left"))),
      );
    }
    if (places.free === 0) {
      return Response.json({ errors: [{ message: "Too many.", extensions: { code: "TOO_MANY" } }] });
    }
    places.free -= 1;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        streams.push({ projectId: variables.projectId, controller });
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
  const setTimer = (milliseconds: number, callback: () => void) => {
    const timer = { milliseconds, callback };
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  const opened = vi.fn();
  const options: SocketOptions = {
    ...{ url: "http://lockstep.test/graphql", token: "a.b.c", webSocketImpl: null, connectLimit: 1_000, fetch: answer },
    environment: { now: () => time, random: () => 0, setTimer },
    findProbe: () => null,
    onOpened: opened,
    onClosed: (end) => ends.push(end),
  };
  const socket = openHttpSocket(options, "sse");
  await vi.waitFor(() => expect(opened).toHaveBeenCalled());
  const restarts: string[] = [];
  const leaves = new Map<string, () => void>();
  const subscribe = (projectId: string) => {
    const payload = { query: projectEventsText, variables: { projectId, after: "project.1.0" } };
    const sink = { next() {}, refused() {}, completed() {} };
    const leave = socket.subscribe(payload, sink, () => {
      restarts.push(projectId);
      leaves.get(projectId)?.();
      subscribe(projectId);
    });
    leaves.set(projectId, leave);
  };
  return {
    ...{ subscribe, leaves, streams, polls, ends, restarts, places },
    pass(milliseconds: number) {
      time += milliseconds;
    },
    /** Ends the wait of exactly so many milliseconds. */
    fire(milliseconds: number) {
      for (const timer of [...timers]) {
        if (timer.milliseconds !== milliseconds || !timers.delete(timer)) continue;
        timer.callback();
      }
    },
    breakOff(projectId: string) {
      streams.findLast((stream) => stream.projectId === projectId)?.controller.error(new Error("broken"));
    },
  };
}

it("a stream that breaks off is resumed alone if it has lasted, and ends the connection if not", async () => {
  const { subscribe, streams, ends, restarts, pass, fire, breakOff, places } = await openScene();
  places.free = 10;
  subscribe("one");
  subscribe("other");
  await vi.waitFor(() => expect(streams).toHaveLength(2));
  pass(10_000);
  breakOff("one");
  await vi.waitFor(() => {
    fire(0);
    expect(restarts).toEqual(["one"]);
  });
  await vi.waitFor(() => expect(streams.map(({ projectId }) => projectId)).toEqual(["one", "other", "one"]));
  expect(ends).toEqual([]);
  pass(9_999);
  breakOff("one");
  await vi.waitFor(() => expect(ends).toMatchObject([{ code: null, reason: "The connection was lost." }]));
  expect(restarts).toEqual(["one"]);
});

it("a project for which the server has no place looks for one again after a minute", async () => {
  const { subscribe, streams, polls, ends, restarts, places, fire } = await openScene();
  places.free = 1;
  subscribe("first");
  subscribe("second");
  await vi.waitFor(() => expect(polls).toEqual(["second"]));
  places.free = 1;
  subscribe("third");
  // The server was full a moment ago.
  expect(streams.map(({ projectId }) => projectId)).toEqual(["first"]);
  fire(60_000);
  await vi.waitFor(() => expect(streams.map(({ projectId }) => projectId)).toEqual(["first", "second"]));
  expect(restarts).toEqual(["second"]);
  expect(ends).toEqual([]);
});

it("a project without a place gets that of a stream that is left, but not of one that begins anew", async () => {
  const { subscribe, leaves, streams, polls, restarts, places } = await openScene();
  places.free = 10;
  for (const projectId of ["1", "2", "3", "4"]) subscribe(projectId);
  await vi.waitFor(() => expect([streams.length, polls.length]).toEqual([3, 1]));
  leaves.get("1")?.();
  subscribe("1");
  await vi.waitFor(() => expect(streams).toHaveLength(4));
  expect(restarts).toEqual([]);
  leaves.get("2")?.();
  await vi.waitFor(() => expect(streams.at(-1)?.projectId).toBe("4"));
  expect(restarts).toEqual(["4"]);
});
