import { expect, it } from "vitest";
import { findFaults } from "../../src/config/config.ts";
import { describeSettings, listEffective } from "../../src/config/describe.ts";
import { allSettings } from "../../src/config/settings.ts";

const hidden = "hunter2hunter2hunter2hunter2hunter2hunter2";

it("listEffective: names the source of each value", () => {
  const rows = listEffective({ PORT: "5000", HOST: "", ALLOWED_ORIGINS: "https://a.example,https://b.example" });
  const of = (name: string) => rows.find((row) => row.name === name);
  expect(rows).toHaveLength(allSettings.length);
  expect(of("PORT")).toEqual({ name: "PORT", value: "5000", source: "environment" });
  expect(of("HOST")).toEqual({ name: "HOST", value: "127.0.0.1", source: "default" });
  expect(of("ALLOWED_ORIGINS")).toMatchObject({ value: "https://a.example,https://b.example", source: "environment" });
  expect(of("TRUSTED_PROXIES")).toMatchObject({ value: expect.stringMatching(/^none/), source: "default" });
});

it.each([
  ["AUTH_SECRET", hidden, "(hidden)"],
  ["AUTH_JWT_SECRET", hidden, "(hidden)"],
  ["METRICS_TOKEN", hidden, "(hidden)"],
  ["AUTH_SECRET", "hunter2", "(invalid)"],
  ["DATABASE_URL", "postgres://app:hunter2@db.example:5433/app", "postgres://…@db.example:5433/app"],
  ["DATABASE_URL", "postgres://app:hunter2@hunter2@db.example/app", "postgres://…@db.example/app"],
  ["DATABASE_URL", "postgres:///app?host=/run&password=hunter2", "postgres:///app?…"],
  ["DATABASE_URL", "postgres://app:hunter2#@db.example/app", "(invalid)"],
  ["REDIS_URL", "redis://:hunter2@a:6379,redis://:hunter2@b", "redis://…@a:6379,redis://…@b"],
  ["REDIS_URL", "redis+sentinel://app:hunter2@a,b/x?sentinelPassword=hunter2", "redis+sentinel://…@a,b/x?…"],
  ["SMTP_URL", "smtps://board%40example.com:hunter2@mail.example", "smtps://…@mail.example"],
])("listEffective: hides secrets and credentials: %s=%s", (name, value, shown) => {
  const rows = listEffective({ [name]: value });
  expect(rows.find((row) => row.name === name)).toEqual({ name, value: shown, source: "environment" });
  expect(JSON.stringify(rows)).not.toContain("hunter2");
});

it("listEffective: shows numbers as a variable takes them", () => {
  const numbers = listEffective({}).filter(({ value }) => /^[\d.,]+$/.test(value) && !value.includes("."));
  expect(numbers.length).toBeGreaterThan(30);
  for (const { name, value } of numbers) expect(findFaults({ [name]: value })).toEqual([]);
});

it("describeSettings: has one complete row for each variable", () => {
  const rows = describeSettings()
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  expect(rows).toHaveLength(allSettings.length);
  expect(new Set(allSettings.map(({ name }) => name)).size).toBe(allSettings.length);
  for (const row of rows) expect(row).toMatch(/^\| `[A-Z_]+` \| \S.*\. ?.* \| \S.* \| \S.* \|$/);
});
