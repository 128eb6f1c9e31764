import { expect, it, onTestFinished, vi } from "vitest";
import { watchDependency } from "../../src/server/watch-dependency.ts";
import { createRecordingLogger } from "../engine/bus/recording-logger.ts";

it("watchDependency is down before the first check, and logs each change of state once", async () => {
  const outcomes: (string | null)[] = ["it is off", "it is off", "it is worse", null, null, "it is off", null];
  const { logger, lines } = createRecordingLogger();
  const checked = vi.fn();
  const dependency = watch(logger, async () => {
    const reason = outcomes[checked.mock.calls.length] ?? null;
    checked();
    if (reason !== null) throw new Error(reason);
  });
  expect(dependency.state()).toBe("down");
  for (const [index, reason] of outcomes.entries()) {
    await vi.waitFor(() => expect(checked).toHaveBeenCalledTimes(index + 1));
    await vi.waitFor(() => expect(dependency.state()).toBe(reason === null ? "up" : "down"));
    // The check has come to its end by then.
    await new Promise((resolve) => setImmediate(resolve));
    dependency.recheck();
  }
  await vi.waitFor(() => expect(lines).toHaveLength(4));
  expect(lines.map(({ level, reason, msg }) => [level, reason, msg])).toEqual([
    [40, "it is off", "The thing cannot be used: it is missed. The server tries until it can."],
    [30, undefined, "The thing can be used again."],
    [40, "it is off", "The thing cannot be used: it is missed. The server tries until it can."],
    [30, undefined, "The thing can be used again."],
  ]);
});

it("watchDependency makes one check at a time, and ends the one under way when it is closed", async () => {
  const { logger, lines } = createRecordingLogger();
  const signals: AbortSignal[] = [];
  const dependency = watch(
    logger,
    (signal) =>
      new Promise((_resolve, reject) => {
        signals.push(signal);
        signal.addEventListener("abort", () => reject(new Error("It was ended.")));
      }),
  );
  dependency.recheck();
  dependency.recheck();
  dependency.close();
  dependency.recheck();
  await new Promise((resolve) => setImmediate(resolve));
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  expect(lines).toEqual([]);
});

function watch(logger: Parameters<typeof watchDependency>[0]["logger"], check: (signal: AbortSignal) => Promise<void>) {
  const options = { name: "The thing", consequence: "it is missed", check, logger, interval: 60_000 };
  const dependency = watchDependency(options);
  onTestFinished(() => dependency.close());
  return dependency;
}
