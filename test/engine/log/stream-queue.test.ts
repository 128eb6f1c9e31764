import { EventEmitter, once } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { StreamQueue } from "../../../src/engine/log/stream-queue.ts";
import { StreamBusyError } from "../../../src/errors/expected-error.ts";

it("runs the work of one project in order, whether it succeeds or fails, and that of others beside it", async () => {
  const queue = new StreamQueue();
  const gate = new EventEmitter();
  const order: string[] = [];
  const note = (name: string) => async () => {
    order.push(name);
  };

  const held = queue.run("a", async () => {
    await note("first")();
    await once(gate, "open");
    throw new Error("It failed.");
  });
  const second = queue.run("a", note("second"));
  await queue.run("b", note("elsewhere"));
  expect(order).toEqual(["first", "elsewhere"]);

  gate.emit("open");
  await expect(held).rejects.toThrow("It failed.");
  await second;
  expect(order).toEqual(["first", "elsewhere", "second"]);
});

it("fails all that waits behind a lock that cannot be had, and works again afterwards", async () => {
  const busy = new StreamBusyError();
  const queue = new StreamQueue();
  const ran: string[] = [];
  const run = (name: string, error?: Error) =>
    queue.run("a", async () => {
      ran.push(name);
      if (error) throw error;
    });

  const results = await Promise.allSettled([run("first", busy), run("second"), run("third")]);
  expect(results).toEqual(Array(3).fill({ status: "rejected", reason: busy }));
  expect(ran).toEqual(["first"]);
  await run("later");
  expect(ran).toEqual(["first", "later"]);
});

it("keeps nothing of what has ended", async () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const queue = new StreamQueue();
  const results = await Promise.all(
    ["a", "a", "b"].map(async (projectId) => new WeakRef(await queue.run(projectId, async () => ({ projectId })))),
  );

  // The targets of new references live until the turn of the event loop ends.
  await new Promise(setImmediate);
  collectGarbage();
  expect(results.map((result) => result.deref())).toEqual([undefined, undefined, undefined]);
  expect(await queue.run("a", async () => "still there")).toBe("still there");
});
