import { AsyncLocalStorage } from "node:async_hooks";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { listContextStores } from "../../../src/server/auth/better-auth-compat.ts";
import { withStores } from "../../../src/server/auth/with-stores.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("withStores: switches the stores off 10 s after the last work, and not before", async () => {
  const store = new AsyncLocalStorage<string>();
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const left = store.run("left behind", () => AsyncLocalStorage.snapshot());
  await withStores([store], async () => undefined);
  vi.advanceTimersByTime(9_999);
  const working = withStores([store], () => ended);
  vi.advanceTimersByTime(60_000);
  expect(left(() => store.getStore())).toBe("left behind");
  end();
  await working;
  vi.advanceTimersByTime(9_999);
  expect(left(() => store.getStore())).toBe("left behind");
  vi.advanceTimersByTime(1);
  expect(left(() => store.getStore())).toBeUndefined();
  expect(store.run("used again", () => store.getStore())).toBe("used again");
});

test("withStores: switches off the stores of better-auth, which come on again with its next request", async () => {
  const auth = betterAuth({
    baseURL: "http://localhost:4000",
    secret: "a secret that is long enough",
    database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
    emailAndPassword: { enabled: true },
  });
  const ask = () => withStores([], () => auth.handler(new Request("http://localhost:4000/api/auth/get-session")));
  expect((await ask()).status).toBe(200);
  const stores = listContextStores();
  expect(stores.length).toBeGreaterThan(1);
  const disabled = stores.map((store) => vi.spyOn(store, "disable"));
  vi.advanceTimersByTime(10_000);
  for (const disable of disabled) expect(disable).toHaveBeenCalledOnce();
  expect((await ask()).status).toBe(200);
});
