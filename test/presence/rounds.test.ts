import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Rounds, type Wish } from "../../src/presence/rounds.ts";

const pause = 50;

let begun: string[];
/** Projects whose exchanges are not answered until this is called. */
let held: Map<string, () => void>;
let errors: unknown[];
let rounds: Rounds<string>;

beforeEach(() => {
  vi.useFakeTimers();
  begun = [];
  held = new Map();
  errors = [];
  rounds = new Rounds({ pause, exchange, onFault: (error) => errors.push(error) });
});

afterEach(() => {
  vi.useRealTimers();
});

async function exchange(projectId: string, wish: Wish): Promise<string> {
  const answer = `${wish} ${projectId}`;
  begun.push(answer);
  if (projectId === "bad") throw new Error("It is bad.");
  if (held.has(projectId)) await new Promise<void>((resolve) => held.set(projectId, resolve));
  return answer;
}

function ask(projectId: string, wish: Wish, isUrgent = false): Promise<string | null> {
  const answer = rounds.want(projectId, wish);
  rounds.ask(isUrgent);
  return answer;
}

function hold(projectId: string): void {
  held.set(projectId, () => {});
}

function answer(projectId: string): void {
  const release = held.get(projectId);
  held.delete(projectId);
  release?.();
}

it("exchanges once for all who ask in one turn, as the most demanding wants it", async () => {
  const answers = [ask("p", "read"), ask("p", "tell"), ask("q", "read"), ask("p", "renew")];
  await vi.advanceTimersByTimeAsync(1);
  expect(await Promise.all(answers)).toEqual(["tell p", "tell p", "read q", "tell p"]);
  expect(begun).toEqual(["tell p", "read q"]);
});

it("pauses before the next round, unless it is urgent", async () => {
  void ask("a", "read");
  await vi.advanceTimersByTimeAsync(1);
  const next = ask("b", "read");
  await vi.advanceTimersByTimeAsync(pause - 2);
  expect(begun).toEqual(["read a"]);
  await vi.advanceTimersByTimeAsync(2);
  expect(await next).toBe("read b");

  const late = ask("c", "read");
  const urgent = ask("d", "read", true);
  await vi.advanceTimersByTimeAsync(1);
  expect(await Promise.all([late, urgent])).toEqual(["read c", "read d"]);
  void ask("e", "read");
  await vi.advanceTimersByTimeAsync(pause - 2);
  expect(begun).toHaveLength(4);
});

it("keeps what is wanted for the next round, whenever somebody asks for one", async () => {
  void rounds.want("p", "tell");
  await vi.advanceTimersByTimeAsync(10 * pause);
  expect(begun).toEqual([]);
  void ask("q", "read");
  await vi.advanceTimersByTimeAsync(1);
  expect(begun).toEqual(["tell p", "read q"]);
});

it("has one exchange of a project under way, and one after it for all who asked meanwhile", async () => {
  hold("p");
  void ask("p", "read", true);
  await vi.advanceTimersByTimeAsync(1);
  const next = ask("p", "tell", true);
  await vi.advanceTimersByTimeAsync(10 * pause);
  expect(begun).toEqual(["read p"]);
  answer("p");
  await vi.advanceTimersByTimeAsync(1);
  expect(await next).toBe("tell p");
  await vi.advanceTimersByTimeAsync(10 * pause);
  expect(begun).toEqual(["read p", "tell p"]);
});

it("lets no project wait for the answer of another", async () => {
  hold("silent");
  void ask("silent", "read");
  await vi.advanceTimersByTimeAsync(1);
  for (const projectId of ["a", "b", "c"]) {
    void ask("silent", "tell");
    const other = ask(projectId, "read");
    await vi.advanceTimersByTimeAsync(pause + 1);
    expect(await other).toBe(`read ${projectId}`);
  }
  expect(begun).toEqual(["read silent", "read a", "read b", "read c"]);
});

it("goes on after an exchange that rejects, and tells of it", async () => {
  const bad = ask("bad", "read");
  await vi.advanceTimersByTimeAsync(1);
  expect(await bad).toBeNull();
  expect(errors).toEqual([new Error("It is bad.")]);
  void ask("bad", "read", true);
  void ask("p", "read", true);
  await vi.advanceTimersByTimeAsync(1);
  expect(begun).toEqual(["read bad", "read bad", "read p"]);
});

it("begins no other once it is closed, and tells when the one under way is done", async () => {
  hold("p");
  void ask("p", "read", true);
  await vi.advanceTimersByTimeAsync(1);
  void ask("p", "read", true);
  void ask("q", "read", true);
  rounds.close();
  let isDone = false;
  const done = rounds.untilDone("p").then(() => {
    isDone = true;
  });
  await rounds.untilDone("q");
  await vi.advanceTimersByTimeAsync(10 * pause);
  expect(isDone).toBe(false);
  answer("p");
  await done;
  await vi.advanceTimersByTimeAsync(10 * pause);
  expect(begun).toEqual(["read p"]);
});
