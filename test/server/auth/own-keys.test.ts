import { errors } from "jose";
import { expect, it, vi } from "vitest";
import { createOwnKeys, type StoredKey } from "../../../src/server/auth/own-keys.ts";

const stored: readonly StoredKey[] = [{ id: "one", publicKey: '{"kty":"OKP","x":"1"}' }];

it("createOwnKeys: reads once for all who ask at the same time, and then no more for known keys", async () => {
  let reads = 0;
  const find = createOwnKeys(async () => {
    reads += 1;
    return stored;
  });
  const found = await Promise.all([find({ alg: "EdDSA", kid: "one" }), find({ alg: "EdDSA", kid: "one" })]);
  expect(found).toEqual([{ kty: "OKP", x: "1" }, found[0]]);
  await expect(find({ alg: "EdDSA", kid: "made up" })).rejects.toThrow(errors.JWKSNoMatchingKey);
  await expect(find({ alg: "EdDSA" })).rejects.toThrow(errors.JWKSNoMatchingKey);
  expect(reads).toBe(1);
});

it("createOwnKeys: a known key does not wait for the read that an unknown one began, nor fails with it", async ({
  onTestFinished,
}) => {
  vi.useFakeTimers({ toFake: ["performance"] });
  onTestFinished(() => void vi.useRealTimers());
  const answers: ((keys: Promise<readonly StoredKey[]>) => void)[] = [];
  const find = createOwnKeys(() => new Promise((resolve) => answers.push(resolve)));
  const first = find({ alg: "EdDSA", kid: "one" });
  answers[0]?.(Promise.resolve(stored));
  await first;

  vi.advanceTimersByTime(5_000);
  const unknown = find({ alg: "EdDSA", kid: "two" });
  expect(answers).toHaveLength(2);
  expect(await find({ alg: "EdDSA", kid: "one" })).toEqual({ kty: "OKP", x: "1" });
  answers[1]?.(Promise.reject(new Error("PostgreSQL cannot be reached.")));
  await expect(unknown).rejects.toThrow("PostgreSQL cannot be reached.");
});
