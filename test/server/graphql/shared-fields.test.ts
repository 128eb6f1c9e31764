import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ExecutedFields, type ExecuteFields, SharedFields } from "../../../src/server/graphql/shared-fields.ts";

const position = { seq: 7, token: "a" };
const ada = "Ada";

function fields(change: Partial<ExecutedFields> = {}): ExecutedFields {
  return { position, isExact: true, json: new Map([["tasks", Buffer.from("[]")]]), people: null, ...change };
}

/** An execution that ends when the test says so. */
function steered() {
  const { promise, resolve, reject } = withResolvers<Awaited<ReturnType<ExecuteFields>>>();
  return { execute: vi.fn(() => promise), resolve, reject };
}

/** As `Promise.withResolvers`, which Node 20 lacks. */
function withResolvers<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((...ends) => {
    [resolve, reject] = ends;
  });
  return { promise, resolve, reject };
}

let areCurrent: (people: string) => Promise<boolean>;
let shared: SharedFields;

beforeEach(() => {
  areCurrent = async () => true;
  shared = new SharedFields((people) => areCurrent(people));
});

describe("readers of the same state", () => {
  it("wait for the execution under way, and later ones get what is kept", async () => {
    const first = steered();
    const never = vi.fn<ExecuteFields>();
    const readers = [shared.read("board", position, first.execute), shared.read("board", position, never)];
    const found = fields();
    first.resolve(found);
    expect(await Promise.all(readers)).toEqual([found, found]);
    expect(await shared.read("board", { ...position }, never)).toBe(found);
    expect(never).not.toHaveBeenCalled();
  });

  it.each([
    ["another number", "board", { seq: 8, token: "a" }],
    ["another history", "board", { seq: 7, token: "b" }],
    ["another selection", "other", position],
  ])("share nothing with those of %s", async (_what, key, other) => {
    await shared.read("board", position, async () => fields());
    const own = fields({ position: other });
    expect(await shared.read(key, other, async () => own)).toBe(own);
  });

  it("execute again what was kept of a state that changed while it was read", async () => {
    await shared.read("board", position, async () => fields({ isExact: false }));
    const again = fields();
    expect(await shared.read("board", position, async () => again)).toBe(again);
  });

  it("execute again after everything was dropped", async () => {
    await shared.read("board", position, async () => fields());
    shared.forget();
    const again = fields();
    expect(await shared.read("board", position, async () => again)).toBe(again);
  });

  it("wait for one of them when the first has failed, which may be its own doing", async () => {
    const [first, second] = [steered(), steered()];
    const never = vi.fn<ExecuteFields>();
    const failed = shared.read("board", position, first.execute);
    const readers = [shared.read("board", position, second.execute), shared.read("board", position, never)];
    first.resolve(null);
    const found = fields();
    second.resolve(found);
    expect(await failed).toBeNull();
    expect(await Promise.all(readers)).toEqual([found, found]);
    expect(never).not.toHaveBeenCalled();
  });

  it("execute alone what has failed for two others", async () => {
    const [first, second] = [steered(), steered()];
    const never = vi.fn<ExecuteFields>();
    const readers = [first.execute, second.execute, never, never].map((each) => shared.read("board", position, each));
    first.resolve(null);
    second.resolve(null);
    expect(await Promise.all(readers)).toEqual([null, null, null, null]);
    expect(never).not.toHaveBeenCalled();
  });

  it("wait for one of them when the first has left", async () => {
    const [first, second] = [steered(), steered()];
    const never = vi.fn<ExecuteFields>();
    void shared.read("board", position, first.execute);
    const readers = [shared.read("board", position, second.execute), shared.read("board", position, never)];
    first.resolve(undefined);
    await vi.waitFor(() => expect(second.execute).toHaveBeenCalled());
    const found = fields();
    second.resolve(found);
    expect(await Promise.all(readers)).toEqual([found, found]);
    expect(never).not.toHaveBeenCalled();
  });

  it("are not held up by an execution that throws", async () => {
    const first = steered();
    const failed = shared.read("board", position, first.execute);
    const found = fields();
    const waiting = shared.read("board", position, async () => found);
    first.reject(new Error("unforeseen"));
    await expect(failed).rejects.toThrow("unforeseen");
    expect(await waiting).toBe(found);
  });
});

describe("an execution that takes too long", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is given up by those who wait, of whom one executes for the others", async () => {
    const [first, second] = [steered(), steered()];
    const never = vi.fn<ExecuteFields>();
    const slow = shared.read("board", position, first.execute);
    const readers = [shared.read("board", position, second.execute), shared.read("board", position, never)];
    await vi.advanceTimersByTimeAsync(1_000);
    expect(second.execute).toHaveBeenCalledOnce();
    const found = fields();
    second.resolve(found);
    expect(await Promise.all(readers)).toEqual([found, found]);
    expect(never).not.toHaveBeenCalled();
    first.resolve(null);
    expect(await slow).toBeNull();
  });
});

describe("fields with names", () => {
  it("are executed again when a name changed", async () => {
    await shared.read("board", position, async () => fields({ people: ada }));
    areCurrent = async (people) => people !== ada;
    const again = fields({ people: "Grace" });
    expect(await shared.read("board", position, async () => again)).toBe(again);
    expect(await shared.read("board", position, vi.fn<ExecuteFields>())).toBe(again);
  });

  it("are compared after a reader has come, once for all who come before that", async () => {
    await shared.read("board", position, async () => fields({ people: ada }));
    const looks: ReturnType<typeof withResolvers<boolean>>[] = [];
    areCurrent = () => {
      const look = withResolvers<boolean>();
      looks.push(look);
      return look.promise;
    };
    const never = vi.fn<ExecuteFields>();
    const first = shared.read("board", position, never);
    await vi.waitFor(() => expect(looks).toHaveLength(1));
    const later = [shared.read("board", position, never), shared.read("board", position, never)];
    looks[0]?.resolve(true);
    await first;
    await vi.waitFor(() => expect(looks).toHaveLength(2));
    looks[1]?.resolve(true);
    await Promise.all(later);
    expect(looks).toHaveLength(2);
  });

  it("are shared with nobody while names cannot be compared", async () => {
    await shared.read("board", position, async () => fields({ people: ada }));
    areCurrent = () => Promise.reject(new Error("PostgreSQL cannot be reached"));
    expect(await shared.read("board", position, vi.fn<ExecuteFields>())).toBeNull();
    areCurrent = async () => true;
    expect(await shared.read("board", position, vi.fn<ExecuteFields>())).not.toBeNull();
  });
});
