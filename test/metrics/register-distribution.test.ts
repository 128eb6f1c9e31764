import { Histogram, Registry } from "prom-client";
import { expect, it } from "vitest";
import { Distribution } from "../../src/engine/stats/distribution.ts";
import { registerDistribution } from "../../src/metrics/register-distribution.ts";

it("tells the same as a histogram of prom-client that heard of each value", async () => {
  const [own, theirs] = [new Registry(), new Registry()];
  const about = { name: "lag_seconds", help: "Some lag." };
  const bounds = [0, 0.5, 1, 10];
  const distribution = new Distribution(bounds);
  const histogram = new Histogram({ ...about, buckets: bounds, registers: [theirs] });
  registerDistribution(own, { ...about, distribution });
  expect(await own.metrics()).toBe(await theirs.metrics());
  for (const value of [0, 0.25, 0.5, 0.5, 0.75, 1, 10, 10.5, 4_000]) {
    distribution.note(value);
    histogram.observe(value);
  }
  expect(await own.metrics()).toBe(await theirs.metrics());
});
