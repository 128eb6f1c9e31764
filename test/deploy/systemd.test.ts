import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { settings } from "../../src/config/settings.ts";
import { requireProgram } from "../support/require-program.ts";

const path = join(projectRoot, "deploy", "lockstep@.service");
const unit = await readFile(path, "utf8");

/** Runs `systemd-analyze`, which exits with another code than 0 for what it finds. */
async function analyze(...args: string[]) {
  const program = await requireProgram({
    names: ["systemd-analyze"],
    packages: { "apt-get": "systemd", apk: "systemd", dnf: "systemd", brew: "systemd" },
    variable: "PATH",
  });
  return promisify(execFile)(program, [...args, path], { timeout: 60_000 });
}

it("lockstep@.service has no fault that systemd finds", async () => {
  const { stderr } = await analyze("verify", "--man=no");
  // Node may lie elsewhere on this machine, and other units may have faults of their own.
  const own = stderr.split("\n").filter((line) => line.includes("lockstep") && !/not executable/.test(line));
  expect(own).toEqual([]);
});

it("lockstep@.service leaves the process little that it does not need", async () => {
  // Out of 10; without the restrictions it is 9.2.
  await expect(analyze("security", "--offline=true", "--threshold=20")).resolves.toBeDefined();
});

it("lockstep@.service starts what the image starts, and waits for its stop", async () => {
  const dockerfile = await readFile(join(projectRoot, "Dockerfile"), "utf8");
  const command = JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? "[]").join(" ");
  expect(settingOf("ExecStart")).toBe(`/usr/bin/${command}`);
  // The rest is for work in flight (docs/operating.md).
  expect(Number(settingOf("TimeoutStopSec"))).toBeGreaterThanOrEqual(settings.drainSeconds.default + 20);
});

function settingOf(key: string): string | undefined {
  return new RegExp(`^${key}=(.*)$`, "m").exec(unit)?.[1];
}
