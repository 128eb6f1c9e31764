import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { administer } from "../support/administer.ts";
import { findFreePort } from "../support/find-free-port.ts";
import { isLongRun } from "../support/long-run.ts";
import { type Pair, startPair } from "../support/pair.ts";
import { signToken } from "../support/sign-token.ts";
import { type Disturbance, startDisturbingRelay } from "./disturbing-relay.ts";
import { runLockstep, startLockstep } from "./run-lockstep.ts";

const load = ["--clients", "12", "--rate", "20", "--seconds", "2"];

let pair: Pair;

beforeAll(async () => {
  pair = await startPair({ WEBHOOK_ALLOW_PRIVATE: "true" });
});

afterAll(() => pair.close());

describe("a healthy deployment", () => {
  it("is found to keep every guarantee, with accounts made for the check, and nothing is left there", async () => {
    const receiver = ["--receiver", `http://127.0.0.1:${await findFreePort()}/hook`];
    const { code, stdout, stderr } = await runLockstep([
      "check",
      "--url",
      pair.one.url,
      ...receiver,
      ...load,
      "--json",
    ]);
    const report = JSON.parse(stdout);
    expect([code, report.isGood, report.left]).toEqual([0, true, []]);
    const outcomes = report.proofs.map(({ outcome }: { outcome: string }) => outcome);
    expect([outcomes.length, new Set(outcomes)]).toEqual([21, new Set(["kept"])]);
    const { changes, deliveries, reconnects } = report.load;
    expect(report.load).toMatchObject({ ...faultless, clients: 12 });
    // A machine that is busy gets through fewer in the time.
    expect([changes > 2, changes <= 40, deliveries, reconnects > 0]).toEqual([true, true, 12 * changes, true]);
    expect(report.load.replayed).toBeGreaterThan(0);
    expect(report.load.latency.p50).toBeGreaterThan(0);
    expect(report.load.latency.max).toBeGreaterThanOrEqual(report.load.latency.p99);
    // The load has a line of its own.
    expect(stderr.match(/✓/g)).toHaveLength(22);
    await expectNothingLeft();
  });

  it("is checked with tokens, and what takes a second person is skipped when there is none", async () => {
    const args = ["check", "--url", `${pair.two.url}/graphql`, "--clients", "0"];
    const [ada, grace] = [await signToken("Ada"), await signToken("Grace")];
    const alone = await runLockstep([...args, "--token", ada]);
    expect([alone.code, alone.stdout.match(/✓/g)?.length, alone.stdout.match(/–/g)?.length]).toEqual([0, 16, 5]);
    const together = await runLockstep([...args, "--token", ada, "--other-token", grace]);
    expect([together.code, together.stdout.match(/✓/g)?.length]).toEqual([0, 20]);
    expect(together.stdout).toContain("and again after an error (it takes --receiver)");
    expect(together.stdout).toMatch(/\nThe deployment keeps all guarantees\.\n$/);
    await expectNothingLeft();
  });

  it("is checked by people who sign in, and who are signed out after it", async () => {
    const people = ["anita", "barbara"].map((name) => ({ email: `${name}@example.com`, password: "correct horse" }));
    for (const person of people) await signUp(person);
    const flags = people.flatMap(({ email, password }, index) => {
      const other = index === 0 ? "" : "other-";
      return [`--${other}email`, email, `--${other}password`, password];
    });
    const sessions = await count("auth_sessions");
    const { code, stdout } = await runLockstep(["check", "--url", pair.one.url, ...flags, "--clients", "0"]);
    expect([code, stdout.match(/✓/g)?.length]).toEqual([0, 20]);
    expect(stdout).toContain(`${pair.one.url}, as anita and barbara\n`);
    expect(await count("auth_sessions")).toBe(sessions);
  });

  it("is asked again when it is too busy with accounts, as it says", async () => {
    const asked = new Set<string>();
    const findPause = (path: string) =>
      path.startsWith("/auth/") && !asked.has(path) && asked.add(path) ? 1 : undefined;
    const relay = await startDisturbingRelay(pair.one.url, { findPause });
    const { code, took } = await runLockstep(["check", "--url", relay.url, "--clients", "0"]);
    await relay.close();
    expect(code).toBe(0);
    expect([...asked]).toEqual(["/auth/sign-up/email", "/auth/token", "/auth/delete-user"]);
    expect(took).toBeGreaterThan(3_000);
    await expectNothingLeft();
  });

  it("is not waited for by a check that is interrupted", async () => {
    const findPause = vi.fn((path: string) => (path === "/auth/token" ? 60 : undefined));
    const relay = await startDisturbingRelay(pair.one.url, { findPause });
    const { child, ended } = startLockstep(["check", "--url", relay.url]);
    onTestFinished(() => void child.kill("SIGKILL"));
    await vi.waitFor(() => expect(findPause).toHaveReturnedWith(60));
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    await relay.close();
    expect([code, stderr]).toEqual([1, "The check was interrupted.\n"]);
    await expectNothingLeft();
  });

  it.each(isLongRun ? (["SIGINT", "SIGTERM"] as const) : (["SIGTERM"] as const))(
    "is left as it was when %s interrupts the check",
    async (signal) => {
      const { child, ended } = startLockstep(["check", "--url", pair.one.url, "--clients", "5", "--seconds", "600"]);
      // Its load would be in the way of the tests that follow.
      onTestFinished(() => void child.kill("SIGKILL"));
      await untilLoaded();
      child.kill(signal);
      const { code, stderr } = await ended;
      expect([code, stderr]).toEqual([1, "The check was interrupted.\n"]);
      await expectNothingLeft();
    },
  );
});

describe("a deployment that breaks a guarantee is reported", () => {
  it("finds one event lost, one doubled, one out of place, and one that is not the same for all", async () => {
    const alterMessages = disturbOnce([
      ["Change 3", () => ({ now: [] })],
      ["Change 3", (message) => ({ now: [message, message] })],
      ["Change 3", (message) => ({ now: [], afterNext: [message] })],
      ["Change 5", (message) => ({ now: [message.replace("Change 5", "Change 6")] })],
    ]);
    const { code, report } = await checkThrough({ alterMessages }, longer);
    expect(code).toBe(1);
    expect(report.proofs.filter(({ outcome }) => outcome === "broken")).toEqual([]);
    const { differing, ...counted } = report.load ?? { differing: 0 };
    expect(differing).toBeGreaterThan(0);
    const { differing: _none, ...others } = faultless;
    expect(counted).toMatchObject({ ...others, lost: 1, doubled: 1, outOfOrder: 1 });
    expect(report.isGood).toBe(false);
  });

  it("a repeated change is done again", async () => {
    const alterRequest = (body: string) => body.replace(/,"clientMutationId":"[^"]+"/, "");
    const { code, report } = await checkThrough({ alterRequest }, ["--clients", "0"]);
    expect(code).toBe(1);
    expect(report.proofs.filter(({ outcome }) => outcome === "broken")).toEqual([
      expect.objectContaining({ guarantee: expect.stringMatching(/^a batch .* is applied once/) }),
      expect.objectContaining({
        guarantee: "a change that is sent again is applied once and answered as before",
        reason: "the count of tasks made should be 1 (got 3)",
      }),
    ]);
  });

  it("a stream over HTTP has an event twice, and a webhook another secret", async () => {
    // Each way to read a stream of the check is another line of the same JSON.
    const alterAnswer = (text: string) =>
      text
        .replace(/^data: .*TaskCreated.*$/m, (line) => `${line}\n\nevent: next\n${line}`)
        .replace(/whsec_[^"]+/, `whsec_${Buffer.alloc(32).toString("base64")}`);
    const receiver = ["--receiver", `http://127.0.0.1:${await findFreePort()}`];
    const { code, report } = await checkThrough({ alterAnswer }, ["--clients", "0", ...receiver]);
    expect(code).toBe(1);
    expect(report.proofs.filter(({ outcome }) => outcome === "broken")).toEqual([
      expect.objectContaining({
        guarantee: "a subscriber over SSE receives the missed changes and each next one once, in order",
        reason: expect.stringMatching(/^the event after it should be Ready \d+ \(got TaskCreated \d+\)$/),
      }),
      expect.objectContaining({ reason: "the count of wrong signatures should be 0 (got 4)" }),
    ]);
  });

  it("a removed member is not told", async () => {
    const alterMessages = () => (message: string) => (message.includes("MemberRemoved") ? [] : [message]);
    const { code, report } = await checkThrough({ alterMessages }, ["--clients", "0"]);
    expect(code).toBe(1);
    expect(report.proofs.filter(({ outcome }) => outcome === "broken")).toEqual([
      expect.objectContaining({
        guarantee: "a removed member receives the removal and nothing after it",
        reason: "nothing more came: the subscription ended with FORBIDDEN",
      }),
    ]);
  });

  async function checkThrough(disturbance: Disturbance, options: readonly string[]) {
    const relay = await startDisturbingRelay(pair.one.url, disturbance);
    const { code, stdout } = await runLockstep(["check", "--url", relay.url, ...options, "--json"]);
    await relay.close();
    await expectNothingLeft();
    return { code, report: JSON.parse(stdout) as ReportSeen };
  }
});

interface ReportSeen {
  readonly proofs: readonly { readonly guarantee: string; readonly outcome: string; readonly reason: string | null }[];
  readonly isGood: boolean;
  readonly load: { readonly differing: number } | null;
}

const faultless = { lost: 0, doubled: 0, outOfOrder: 0, differing: 0, unheard: 0, resyncs: 0, failures: [] };

/** Every client is cut off once, long after the events that are meant: at 2, 4 and 6 s. */
const longer = ["--clients", "3", "--rate", "20", "--seconds", "8"];

interface Step {
  readonly now: readonly string[];
  readonly afterNext?: readonly string[];
}

type Disturb = readonly [title: string, step: (message: string) => Step];

/** Has each event that is meant disturbed on the first socket that it comes to and that was not disturbed by it yet. */
function disturbOnce(disturbances: readonly Disturb[]): () => (message: string) => readonly string[] {
  const left = [...disturbances];
  return () => {
    const done = new Set<string>();
    let late: string[] = [];
    return (message) => {
      // The answer to the change has its title, too, and may come before the event.
      const isEvent = message.includes('"projectActivity"');
      const index = left.findIndex(([title]) => isEvent && message.includes(`"title":"${title}"`) && !done.has(title));
      const [disturb] = index < 0 ? [] : left.splice(index, 1);
      if (!disturb) return [message, ...late.splice(0)];
      const [title, step] = disturb;
      done.add(title);
      const { now, afterNext = [] } = step(message);
      late = [...afterNext];
      return now;
    };
  };
}

async function signUp({ email, password }: { readonly email: string; readonly password: string }): Promise<void> {
  const response = await fetch(`${pair.one.url}/auth/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: email.split("@")[0], email, password }),
  });
  expect(response.status).toBe(200);
}

/** Resolves when changes of a load are stored. */
async function untilLoaded(): Promise<void> {
  const changed = "tasks JOIN projects p ON p.id = project_id AND deleted_at IS NULL WHERE title LIKE 'Change %'";
  await vi.waitFor(async () => expect(await count(changed)).toBeGreaterThan(3));
}

async function expectNothingLeft(): Promise<void> {
  expect(await count("projects WHERE deleted_at IS NULL")).toBe(0);
  expect(await count("auth_users WHERE email LIKE '%lockstep.invalid'")).toBe(0);
}

async function count(what: string): Promise<number> {
  const [row] = await administer(pair.databaseUrl, `SELECT count(*)::int AS count FROM ${what}`);
  return Number(row?.["count"]);
}
