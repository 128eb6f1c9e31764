import { once } from "node:events";
import { expect, it } from "vitest";
import { openTabChannel } from "../../../../client/core/tabs/tab-channel.ts";

it("a channel that is closed neither posts nor throws", async () => {
  const name = crypto.randomUUID();
  const [one, other] = [openTabChannel(name, "one"), openTabChannel(name, "other")];
  const outside = new BroadcastChannel(name);
  const heard: unknown[] = [];
  outside.addEventListener("message", ({ data }) => void heard.push(data));
  one?.close();
  one?.post({ type: "outbox" });
  const arrival = once(outside, "message");
  other?.post({ type: "call" });
  await arrival;
  expect(heard).toMatchObject([{ from: "other", message: { type: "call" } }]);
  other?.close();
  outside.close();
});
