import { expect, it } from "vitest";
import type { Connection, StreamOptions } from "../../../../client/core/connection/connection.ts";
import { followProject } from "../../../../client/core/connection/follow-project.ts";
import type { StreamItem } from "../../../../client/core/types.ts";
import { range } from "../../../support/range.ts";
import { createSteeredEnvironment } from "../steered-environment.ts";

/** Rest between two hand-overs, in milliseconds. */
const pace = 200;

it("hands on the first event at once, and those that come soon after it together", async () => {
  const { environment, elapse } = createSteeredEnvironment(0);
  const items: StreamItem[] = [];
  let stream: StreamOptions | null = null;
  const connection: Connection = {
    state: { status: "live", transport: "websocket" } as Connection["state"],
    subscribe: () => () => {},
    open(opened) {
      stream = opened ?? stream;
      return () => {};
    },
    reconnect() {},
    close() {},
  };
  const followed = followProject({
    ...{ projectId: "project", connection, environment, from: { seq: 0, cursor: "0" } },
    send: () => Promise.reject(new Error("Nothing is asked for.")),
    onItem: (item) => items.push(item),
  });
  const arrive = (seqs: readonly number[]) => {
    for (const seq of seqs) {
      const projectActivity = { __typename: "TaskDeleted", seq, taskId: `${seq}` };
      stream?.next({ data: { projectActivity }, extensions: { cursor: `${seq}` } });
    }
  };
  const handedOn = () => items.map((item) => (item.kind === "events" ? item.events.map(({ seq }) => seq) : item.kind));

  arrive([1]);
  await expect.poll(handedOn).toEqual([[1]]);
  arrive(range(2, 10));
  elapse(pace - 1);
  expect(handedOn()).toEqual([[1]]);
  elapse(1);
  expect(handedOn()).toEqual([[1], range(2, 10)]);
  arrive([11]);
  elapse(pace);
  expect(handedOn().at(-1)).toEqual([11]);
  elapse(pace);
  arrive([12]);
  await expect.poll(() => handedOn().at(-1)).toEqual([12]);
  // An end hands on the rest.
  arrive([13]);
  followed.close();
  expect(handedOn().at(-1)).toEqual([13]);
});
