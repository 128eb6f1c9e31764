import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { createTarget, type Target } from "../bad-input/target.ts";

let target: Target;
beforeAll(async () => {
  target = await createTarget();
});
afterEach(() => target.expectHealth());
afterAll(() => target.close());

it.each(["{ me { name } }", "query Name { me { name } }"])(
  "an empty operationName counts as absent over both transports: %s",
  async (query) => {
    for (const answer of await target.ask(() => ({ query, operationName: "" }))) {
      expect(answer).toEqual({ data: { me: { name: "ada" } } });
    }
  },
);

it("an empty operationName counts as absent in a GET", async () => {
  for (const query of ["{ me { name } }", "query Name { me { name } }"]) {
    const response = await fetch(`${target.url}/graphql?${new URLSearchParams({ query, operationName: "" })}`, {
      headers: { authorization: `Bearer ${target.ada.token}`, "apollo-require-preflight": "1" },
    });
    expect(await response.json()).toEqual({ data: { me: { name: "ada" } } });
  }
});

it("with several operations an empty operationName names none of them", async () => {
  const request = () => ({ query: "query A { me { id } } query B { me { id } }", operationName: "" });
  const message = /^Must provide operation name if query contains multiple operations\.$/;
  await target.expectRefusal(request, "OPERATION_RESOLUTION_FAILURE", null, message);
});
