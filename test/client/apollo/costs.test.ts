import { expect, it } from "vitest";
import { measureAdapter } from "./measure-adapter.ts";

it("missed changes, and single ones, cost what they touch, with five lists and 50 fragments watched", {
  timeout: 120_000,
}, async () => {
  const { missed, edit } = await measureAdapter({ tasks: 400, missed: 200, singles: 30 });
  expect(missed).toBeLessThan(600);
  // The development build of Apollo Client checks what production does not: the bar there is 1 ms.
  expect(edit).toBeLessThan(6);
});
