import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { BlockList } from "node:net";
import { join } from "node:path";
import { DCLinter } from "dclint";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { projectRoot } from "../../src/config/project-root.ts";

const path = join(projectRoot, "docker-compose.yml");
const text = await readFile(path, "utf8");

const dependency = z.object({ condition: z.string() });
const service = z.object({
  profiles: z.array(z.string()),
  image: z.string(),
  env_file: z.unknown().optional(),
  environment: z.record(z.string(), z.string()).default({}),
  networks: z.union([z.array(z.string()), z.record(z.string(), z.object({ ipv4_address: z.ipv4() }))]),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  healthcheck: z.unknown().optional(),
  depends_on: z.record(z.string(), dependency).default({}),
});
const addresses = z.object({ subnet: z.cidrv4(), gateway: z.ipv4(), ip_range: z.cidrv4() });
const network = z.object({ ipam: z.object({ config: z.tuple([addresses]) }) });
const file = z.object({
  services: z.record(z.string(), service),
  networks: z.object({ databases: z.null(), proxy: network }),
});
const { services, networks } = file.parse(parse(text, { merge: true }));

const instances = Object.keys(services).filter((name) => /^lockstep-\d+$/.test(name));

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
    expect(instances).toHaveLength(2);
    expect(services["caddy"]?.environment["UPSTREAMS"]).toBe(instances.map((name) => `${name}:4000`).join(" "));
    const [config = ""] = services["caddy"]?.volumes ?? [];
    expect(existsSync(join(projectRoot, config.split(":")[0] ?? ""))).toBe(true);
  });

  it.each([...instances, "migrate"])("gives %s what .env says, but for where instances listen", (name) => {
    expect(services[name]?.env_file).toEqual([{ path: ".env", required: false }]);
    const { HOST, PORT, ...others } = services[name]?.environment ?? {};
    expect([HOST, PORT]).toEqual(["0.0.0.0", "4000"]);
    expect(Object.keys(others)).toContain("DATABASE_URL");
    for (const [variable, value] of Object.entries(others)) expect(value).toMatch(`\${${variable}:`);
  });

  it("publishes to this machine alone", () => {
    const published = Object.values(services).flatMap(({ ports }) => ports);
    expect(published).toHaveLength(3);
    for (const port of published) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it("has the instances believe the proxy, whose address nobody else can be given", () => {
    const address = `${Object.values(services["caddy"]?.networks ?? {}).map((given) => given.ipv4_address)}`;
    for (const name of instances) {
      expect(services[name]?.environment["TRUSTED_PROXIES"]).toBe(
        `${address}\${TRUSTED_PROXIES:+,\${TRUSTED_PROXIES:-}}`,
      );
    }
    const { subnet, gateway, ip_range: given } = networks.proxy.ipam.config[0];
    expect([holds(subnet, address), holds(given, address), gateway === address]).toEqual([true, false, false]);
  });

  it("keeps the databases and the proxy out of each other's network", () => {
    expect(inNetwork("proxy")).toEqual(["caddy", ...instances].sort());
    expect(inNetwork("databases")).toEqual([...instances, "migrate", "postgres", "redis"].sort());
  });
});

function inNetwork(name: string): string[] {
  const isIn = ({ networks: joined }: z.infer<typeof service>) =>
    Array.isArray(joined) ? joined.includes(name) : name in joined;
  return Object.keys(services)
    .filter((key) => services[key] && isIn(services[key]))
    .sort();
}

function holds(block: string, address: string): boolean {
  const [start = "", bits] = block.split("/");
  const list = new BlockList();
  list.addSubnet(start, Number(bits));
  return list.check(address);
}

function inProfile(profile: string): string[] {
  const names = Object.keys(services).filter((name) => services[name]?.profiles.includes(profile));
  return names.sort();
}
