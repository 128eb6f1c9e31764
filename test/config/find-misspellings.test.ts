import { expect, it } from "vitest";
import { findMisspellings } from "../../src/config/find-misspellings.ts";
import { allSettings } from "../../src/config/settings.ts";

it.each([
  ["PRT", "PORT"],
  ["PORTS", "PORT"],
  ["REDIS_URI", "REDIS_URL"],
  ["DATABASE_ULR", "DATABASE_URL"],
  ["database_url", "DATABASE_URL"],
  ["DATABASEURL", "DATABASE_URL"],
  ["LOCKSTEP_PUBLIC_URL", "PUBLIC_URL"],
  ["LOCKSTEP_HOSTS", "HOST"],
  ["MAX_CONNECTION_PER_USER", "MAX_CONNECTIONS_PER_USER"],
])("findMisspellings: %s is not read, %s is", (name, meant) => {
  const sentences = [`${name} is not read; did you mean ${meant}?`];
  expect(findMisspellings({ HOME: "ada", [name]: "x" })).toEqual(sentences);
});

it("findMisspellings: passes over variables of other programs and all that are read", () => {
  const others = ["PATH", "HOME", "HOSTNAME", "PWD", "PGHOST", "PGPORT", "LANG", "TERM", "npm_config_cache", "_"];
  const names = [...others, ...allSettings.map(({ name }) => name)];
  expect(findMisspellings(Object.fromEntries(names.map((name) => [name, "x"])))).toEqual([]);
});
