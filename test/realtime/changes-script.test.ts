import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { createProject, createTasks } from "../support/board.ts";
import { startInstance } from "../support/instance.ts";
import { type Launched, launch } from "../support/launch.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { requireProgram } from "../support/require-program.ts";

const programs = ["curl", "jq"].map((name) => ({
  names: [name],
  packages: { "apt-get": name, apk: name, dnf: name, brew: name },
  variable: "PATH",
}));

it("the script of docs/other-clients.md follows a project, resumes where it ended, and says why it ends", async () => {
  for (const program of programs) await requireProgram(program);
  const page = await readFile(join(projectRoot, "docs/other-clients.md"), "utf8");
  const script = /^```sh\n(#!.*?)^```$/ms.exec(page)?.[1] ?? "";
  const folder = await mkdtemp(join(tmpdir(), "lockstep-script-"));
  await writeFile(join(folder, "follow.sh"), script);
  const database = await createTestDatabase();
  const instance = await startInstance(database.url);
  const ada = await instance.person("ada");
  const projectId = await createProject(ada);
  const follow = (token = ada.token) =>
    launch(["sh", join(folder, "follow.sh")], {
      detached: true,
      env: { ...process.env, URL: instance.url, TOKEN: token, PROJECT: projectId, STATE: join(folder, "cursor") },
    });

  const first = follow();
  const untilAt = (cursor: RegExp) =>
    vi.waitFor(async () => expect(await readFile(join(folder, "cursor"), "utf8")).toMatch(cursor));
  await untilAt(/^project\.1\./);
  await createTasks(ada, projectId, 1);
  await first.line(/"TaskCreated","seq":2,/);
  await untilAt(/^project\.2\./);
  await stop(first);
  await createTasks(ada, projectId, 2);
  const second = follow();
  await second.line(/"TaskCreated","seq":4,/);
  await stop(second);
  expect(second.output.filter((line) => line.includes("TaskCreated"))).toHaveLength(2);

  const refused = follow("no token");
  expect(await refused.ended).toBe(1);
  expect(refused.output.join("\n")).toContain("UNAUTHENTICATED");
  await instance.close();
  await database.close();
  await rm(folder, { recursive: true });
});

/** Ends the script together with the curl that waits for it. */
async function stop({ child, ended }: Launched): Promise<void> {
  process.kill(-(child.pid ?? 0));
  await ended;
}
