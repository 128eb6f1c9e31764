import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DCLinter } from "dclint";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { projectRoot } from "../../src/project-root.ts";

const path = join(projectRoot, "docker-compose.yml");
const text = await readFile(path, "utf8");

const dependency = z.object({ condition: z.string() });
const service = z.object({
  profiles: z.array(z.string()),
  image: z.string(),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z.array(z.string()).default([]),
  healthcheck: z.unknown().optional(),
  depends_on: z.record(z.string(), dependency).default({}),
});
const { services } = z.object({ services: z.record(z.string(), service) }).parse(parse(text, { merge: true }));

describe("docker-compose.yml", () => {
  it("keeps to the schema of the Compose Specification", () => {
    const linter = new DCLinter({ rules: {}, quiet: false, debug: false, exclude: [] });
    const results = linter.lintFiles([path], false) as readonly { readonly messages: readonly { rule: string }[] }[];
    expect(results).toHaveLength(1);
    // The linter's other rules are matters of taste.
    expect(results[0]?.messages.filter(({ rule }) => rule === "invalid-schema")).toEqual([]);
  });

  it("has a profile for the databases alone, and one for all", () => {
    expect(inProfile("databases")).toEqual(["postgres", "redis"]);
    expect(inProfile("lockstep")).toEqual(Object.keys(services).sort());
  });

  it("starts what others wait for in the same profiles, and waits until it is healthy or done", () => {
    for (const [name, { depends_on: needs, profiles }] of Object.entries(services)) {
      for (const [needed, { condition }] of Object.entries(needs)) {
        expect(services[needed]?.profiles, `${name} needs ${needed}`).toEqual(expect.arrayContaining(profiles));
        const isDone = needed === "migrate";
        expect(condition).toBe(isDone ? "service_completed_successfully" : "service_healthy");
      }
    }
  });

  it("checks the health of everything that stays", async () => {
    const unchecked = Object.keys(services).filter((name) => services[name]?.healthcheck === undefined);
    expect(unchecked.sort()).toEqual(["lockstep-1", "lockstep-2", "migrate"]);
    // The instances have that of their image.
    expect(services["lockstep-1"]?.image).toBe("lockstep");
    expect(await readFile(join(projectRoot, "Dockerfile"), "utf8")).toMatch(/^HEALTHCHECK /m);
  });

  it("leads the proxy to every instance, with a configuration that is there", () => {
    const instances = Object.keys(services).filter((name) => /^lockstep-\d+$/.test(name));
    expect(instances).toHaveLength(2);
    expect(services["caddy"]?.environment["UPSTREAMS"]).toBe(instances.map((name) => `${name}:4000`).join(" "));
    const [config = ""] = services["caddy"]?.volumes ?? [];
    expect(existsSync(join(projectRoot, config.split(":")[0] ?? ""))).toBe(true);
  });
});

function inProfile(profile: string): string[] {
  const names = Object.keys(services).filter((name) => services[name]?.profiles.includes(profile));
  return names.sort();
}
