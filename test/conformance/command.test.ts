import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { findFreePort } from "../support/find-free-port.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { patience } from "../support/patience.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { jwtSecret } from "../support/sign-token.ts";
import { startRelay } from "./broken-relay.ts";

let database: TestDatabase;
let instance: Instance;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, { REDIS_URL: inject("redisUrl") });
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

describe("node conformance/run.mjs", () => {
  const adapter = ["--adapter", "conformance/adapters/lockstep.mjs"];
  const ruleOf = (...ids: readonly string[]) => ids.flatMap((id) => ["--rule", id]);

  it("prints a line for each rule and transport and exits with 0 when a server keeps them", async () => {
    const { code, output, errors } = await run([...adapter, "--url", instance.url, ...ruleOf("R-1", "Q-1", "R-12")]);
    expect(errors).toBe("");
    expect(
      output.match(/^(pass|fail|not applicable) +\S+ +\S+/gm)?.map((line) => line.split(/ {2,}/).join(" ")),
    ).toEqual([
      "pass R-1 websocket",
      "pass R-1 sse",
      "pass R-1 multipart",
      // Nobody can restart the server here.
      "not applicable R-12 websocket",
      "not applicable R-12 sse",
      "not applicable R-12 multipart",
      "pass Q-1 query",
    ]);
    expect(output).toContain("The adapter has no cut.");
    expect(output).toMatch(/\n4 pass, 0 fail, 3 not applicable\n$/);
    expect(code).toBe(0);
  });

  it("restarts the server by a command, and resumes on another instance", async () => {
    const port = await findFreePort();
    const variables = { REDIS_URL: inject("redisUrl"), PORT: String(port) };
    let restarted = await startInstance(database.url, variables);
    const switchOff = createServer(async (_request, response) => {
      await restarted.close();
      restarted = await startInstance(database.url, variables);
      response.end();
    });
    await once(switchOff.listen(0, "127.0.0.1"), "listening");
    const cut = `"${process.execPath}" -e "fetch('http://127.0.0.1:${(switchOff.address() as AddressInfo).port}')"`;
    const urls = ["--url", `http://127.0.0.1:${port}`, "--url", instance.url];
    const { code, output, errors } = await run([...adapter, ...urls, "--cut", cut, ...ruleOf("R-11", "R-12")]);
    await restarted.close();
    switchOff.close();
    expect(errors).toBe("");
    expect(output).toMatch(/\n6 pass, 0 fail, 0 not applicable\n$/);
    expect(code).toBe(0);
  });

  it("names the rule, the transport and the reason and exits with 1 when a server breaks one", async () => {
    const relay = await startRelay(instance.url, () => ({ edit: (result) => [result, result] }));
    const { code, output } = await run([
      ...adapter,
      "--url",
      relay.url,
      ...ruleOf("R-1", "R-32"),
      "--transport",
      "sse",
    ]);
    await relay.close();
    expect(output).toMatch(/^fail +R-1 +sse +.*\n +ready \d+ came instead of change \d+\.$/m);
    expect(output).toMatch(/^pass +R-32 +sse /m);
    expect(output).toMatch(/\n1 pass, 1 fail, 0 not applicable\n$/);
    expect(code).toBe(1);
  });

  it("fails every rule with the reason when the server cannot be reached", async () => {
    const address = `127.0.0.1:${await findFreePort()}`;
    const { code, output, errors } = await run([...adapter, "--url", `http://${address}`]);
    expect(errors).toBe("");
    expect(output).toMatch(/^0 pass, \d+ fail, \d+ not applicable$/m);
    expect(output).toContain(`ECONNREFUSED ${address}`);
    expect(code).toBe(1);
  });

  const url = ["--url", "http://127.0.0.1:9"];

  it.each([
    ["no adapter", url, "Usage: "],
    ["no address", adapter, "Usage: "],
    ["an unknown option", [...adapter, ...url, "--rules", "R-1"], "Unknown option '--rules'"],
    ["an unknown rule", [...adapter, ...url, "--rule", "R-99"], "Unknown --rule R-99; known: R-1, "],
    ["an unknown transport", [...adapter, ...url, "--transport", "ws"], "Unknown --transport ws; known: websocket, "],
    ["a patience that is no number", [...adapter, ...url, "--patience", "soon"], '(got "soon")'],
    ["a missing adapter", ["--adapter", "no-such.mjs", ...url], "no-such.mjs"],
  ])("exits with 2 and a sentence for %s", async (_what, args, sentence) => {
    const { code, output, errors } = await run(args);
    expect(errors).toContain(sentence);
    expect(errors).not.toMatch(/^ +at /m);
    expect(output).toBe("");
    expect(code).toBe(2);
  });
});

function run(args: readonly string[]): Promise<{ code: number; output: string; errors: string }> {
  const env = { ...process.env, DATABASE_URL: database.url, AUTH_JWT_SECRET: jwtSecret };
  const command = ["conformance/run.mjs", "--patience", String(patience), ...args];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, command, { cwd: projectRoot, env }, (_error, output, errors) => {
      resolve({ code: child.exitCode ?? -1, output, errors });
    });
  });
}
