import { expect, it } from "vitest";
import type { StreamOptions } from "../../../../client/core/connection/connection.ts";
import { createStreams } from "../../../../client/core/connection/streams.ts";
import type { Sink, Socket } from "../../../../client/core/connection/transport.ts";

/** A server with a number of places. It counts a subscription for `countTime` after its client has left. */
class Scene {
  places = 1;
  countTime = 0;
  readonly started: string[] = [];
  /** Streams that are refused for another reason than a limit. */
  readonly failing = new Set<string>();
  readonly streams = createStreams(
    { setTimer: (milliseconds, callback) => this.#setTimer(milliseconds, callback) },
    () => this.#socket,
  );
  readonly #urgent = new Set<string>();
  readonly #waits = new Map<string, number>();
  #timers: { readonly at: number; readonly callback: () => void }[] = [];
  #now = 0;
  readonly #socket: Socket = {
    transport: "websocket",
    heardAt: 0,
    subscribe: ({ query }, sink) => this.#subscribe(query, sink),
    check() {},
    close() {},
  };

  /** Adds a stream that waits for a time when it is refused. Returns its end. */
  add(name: string, wait: number, isUrgent = false): () => boolean {
    this.#waits.set(name, wait);
    if (isUrgent) this.#urgent.add(name);
    const options: StreamOptions = {
      request: () => ({ query: name, variables: {} }),
      next() {},
      refused: () => wait,
      completed() {},
      interrupted() {},
      isUrgent: () => this.#urgent.has(name),
    };
    return this.streams.add(options);
  }

  pass(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const [timer] = this.#timers.filter(({ at }) => at <= end).toSorted((one, other) => one.at - other.at);
      if (!timer) break;
      this.#timers = this.#timers.filter((each) => each !== timer);
      this.#now = timer.at;
      timer.callback();
    }
    this.#now = end;
  }

  #subscribe(name: string, sink: Sink): () => void {
    if (this.places === 0 || this.failing.has(name)) {
      const code = this.failing.has(name) ? "UNAVAILABLE" : "RATE_LIMITED";
      sink.refused([{ message: "Refused", extensions: { code } }]);
      return () => {};
    }
    this.places -= 1;
    this.started.push(name);
    return () => {
      this.#setTimer(this.countTime, () => {
        this.places += 1;
      });
    };
  }

  #setTimer(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.#now + milliseconds, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  }
}

it("a place that is free goes to the stream for which something waits, although others came before", () => {
  const scene = new Scene();
  const end = scene.add("first", 100);
  scene.add("calm", 100);
  scene.add("urgent", 100, true);
  end();
  scene.pass(99);
  expect(scene.started).toEqual(["first"]);
  scene.pass(1);
  expect(scene.started).toEqual(["first", "urgent"]);
});

it("a stream that may try earlier gives its try to an urgent one, and goes on waiting", () => {
  const scene = new Scene();
  scene.countTime = 150;
  const end = scene.add("first", 100);
  scene.add("calm", 40);
  const endUrgent = scene.add("urgent", 1_000, true);
  end();
  // The server still counts the first one, so it refuses the urgent one once more.
  scene.pass(140);
  expect(scene.started).toEqual(["first"]);
  scene.pass(60);
  expect(scene.started).toEqual(["first", "urgent"]);
  endUrgent();
  scene.pass(1_000);
  expect(scene.started).toEqual(["first", "urgent", "calm"]);
});

it("a stream that waits for another reason does not take part", () => {
  const scene = new Scene();
  scene.places = 0;
  scene.failing.add("urgent");
  scene.add("calm", 100);
  scene.add("urgent", 10_000, true);
  scene.places = 1;
  scene.pass(100);
  expect(scene.started).toEqual(["calm"]);
});
