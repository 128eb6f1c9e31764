import { once } from "node:events";
import { chmod, mkdir, mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, connect, createServer as createRelay } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { sseFormat } from "../../src/engine/http/stream-formats.ts";
import { createProject, createTasks } from "../support/board.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { type Launched, launch } from "../support/launch.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { requireProgram } from "../support/require-program.ts";

let ada: Person;
let database: TestDatabase;
let folder: string;
let instance: Instance;

beforeAll(async () => {
  for (const name of ["curl", "jq"]) {
    const packages = { "apt-get": name, apk: name, dnf: name, brew: name };
    await requireProgram({ names: [name], packages, variable: "PATH" });
  }
  folder = await mkdtemp(join(tmpdir(), "lockstep-script-"));
  const page = await readFile(join(projectRoot, "docs/other-clients.md"), "utf8");
  for (const [, script = "", name = ""] of page.matchAll(/^```sh\n(#!\S+\n# (\S+):.*?)^```$/gms)) {
    await writeFile(join(folder, name), script);
  }
  await mkdir(join(folder, "killing"));
  for (const name of ["cat", "curl", "jq", "mv", "touch"]) {
    await writeFile(join(folder, "killing", name), killing(name));
    await chmod(join(folder, "killing", name), 0o755);
  }
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  ada = await instance.person("ada");
});

afterAll(async () => {
  await instance.close();
  await database.close();
  await rm(folder, { recursive: true });
});

// The commands of a run that finds one change or two, and then waits.
describe.each([
  ["follow.sh", 12],
  ["stream.sh", 4],
])("%s of docs/other-clients.md", (name, commands) => {
  it("follows a project, resumes where it ended, and replaces its cursor instead of rewriting it", async () => {
    const { projectId, state, follow } = await createFollower(name);
    const first = follow();
    await untilAt(state, /^project\.1\./);
    const [old, before] = [await open(state), await readFile(state, "utf8")];
    await createTasks(ada, projectId, 1);
    await first.line(taskAt(2));
    await untilAt(state, /^project\.2\./);
    expect(await old.readFile("utf8")).toBe(before);
    await old.close();
    await stop(first);
    await createTasks(ada, projectId, 2);
    const second = follow();
    await second.line(taskAt(4));
    await stop(second);
    expect(second.output.filter((line) => line.includes("TaskCreated"))).toHaveLength(2);
  });

  it("prints every change although a kill comes at each of its commands", async () => {
    const { projectId, state, follow } = await createFollower(name);
    const begin = follow();
    await untilAt(state, /^project\.1\./);
    await stop(begin);
    const output: string[] = [];
    for (let command = 1; command <= commands; command += 1) {
      await createTasks(ada, projectId, 1);
      const count = join(folder, `${projectId}.${command}`);
      const path = `${join(folder, "killing")}:${process.env["PATH"]}`;
      const killed = follow({ PATH: path, COUNT: count, KILL_AT: String(command) });
      await killed.ended;
      expect(killed.child.signalCode).toBe("SIGKILL");
      output.push(...killed.output);
      expect(await readFile(state, "utf8")).toMatch(/^project\.\d+\.[0-9a-f]{1,16}\n?$/);
    }
    const last = follow();
    await untilAt(state, new RegExp(`^project\\.${commands + 1}\\.`));
    await stop(last);
    output.push(...last.output);
    for (let seq = 2; seq <= commands + 1; seq += 1) expect(output.join("\n")).toMatch(taskAt(seq));
  });

  it.each(["with a cursor", "without a cursor"])("shows a refusal and ends, %s", async (kind) => {
    const { state, follow } = await createFollower(name);
    if (kind === "with a cursor") {
      const begin = follow();
      await untilAt(state, /^project\.1\./);
      await stop(begin);
    }
    const refused = follow({ TOKEN: "no token" });
    expect(await refused.ended).toBe(1);
    expect(refused.output.join("\n")).toContain("UNAUTHENTICATED");
  });

  it.each([
    [403, "", "HTTP 403"],
    [404, "<p>\nNot here", "Not here"],
    [308, "", "HTTP 308"],
  ])("shows the answer %i of another server and ends", async (status, body, shown) => {
    const server = createServer((_request, response) => response.writeHead(status).end(body)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { follow } = await createFollower(name);
    const refused = follow({ URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    expect(await refused.ended).toBe(1);
    expect(refused.output.join("\n")).toContain(shown);
    server.close();
  });
});

it("stream.sh stays with its first stream while nothing but heartbeats comes", async () => {
  let [streams, heartbeats] = [0, 0];
  const relay = createRelay((client) => {
    streams += 1;
    const upstream = connect(Number(new URL(instance.url).port), "127.0.0.1");
    for (const socket of [client, upstream]) socket.on("error", () => {});
    upstream.on("data", (data) => (heartbeats += data.includes(sseFormat.heartbeat) ? 1 : 0));
    client.pipe(upstream).pipe(client);
  }).listen(0, "127.0.0.1");
  await once(relay, "listening");
  const { follow } = await createFollower("stream.sh");
  const quiet = follow({ URL: `http://127.0.0.1:${(relay.address() as AddressInfo).port}` });
  // The fourth comes after 48 s. curl begins to count its 30 s of silence a few seconds after the last result.
  await vi.waitFor(() => expect(heartbeats).toBe(4));
  expect(streams).toBe(1);
  await stop(quiet);
  relay.close();
});

/** Returns a program of this name that kills its group, the script, where it is the script's command `KILL_AT`. */
function killing(name: string): string {
  return `#!/bin/sh
PATH="\${PATH#*:}"
printf . >> "$COUNT"
[ "$(wc -c < "$COUNT")" -lt "$KILL_AT" ] || kill -KILL 0
exec ${name} "$@"
`;
}

async function createFollower(name: string) {
  const projectId = await createProject(ada);
  const state = join(folder, projectId);
  const follow = (variables: Readonly<Record<string, string>> = {}) =>
    launch(["sh", join(folder, name)], {
      detached: true,
      env: { ...process.env, URL: instance.url, TOKEN: ada.token, PROJECT: projectId, STATE: state, ...variables },
    });
  return { projectId, state, follow };
}

/** Matches a line about the task that a project's change of this number created. */
const taskAt = (seq: number) => new RegExp(`"TaskCreated".*"seq":${seq}\\b`);

const untilAt = (state: string, cursor: RegExp) =>
  vi.waitFor(async () => expect(await readFile(state, "utf8")).toMatch(cursor));

/** Ends the script together with the curl that waits for it. */
async function stop({ child, ended }: Launched): Promise<void> {
  process.kill(-(child.pid ?? 0));
  await ended;
}
