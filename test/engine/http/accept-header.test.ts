import fc from "fast-check";
import { expect, it } from "vitest";
import { parseAccept, qualityByName, qualityOf } from "../../../src/engine/http/accept-header.ts";

it.each<[accept: string | undefined, type: string, quality: number, byName: number]>([
  [undefined, "text/html", 1, 0],
  ["", "text/html", 1, 0],
  [" , ", "text/html", 1, 0],
  ["*/*", "text/html", 1, 0],
  ["text/html", "text/html", 1, 1],
  ["TEXT/HTML;Q=0.5", "text/html", 0.5, 0.5],
  ["text/html ; q = 0.5", "text/html", 0.5, 0.5],
  ["text/html;q=0, */*", "text/html", 0, 0],
  ["text/*;q=0.3, */*;q=0.1", "text/html", 0.3, 0],
  ["*/*;q=0.1, text/*;q=0.3, text/html;q=0.2", "text/html", 0.2, 0.2],
  ["application/json", "text/html", 0, 0],
  ['text/x;title="a,text/html;q=1", text/html;q=0.4', "text/html", 0.4, 0.4],
  ['text/x;title="never closed, text/html', "text/html", 0, 0],
])("Accept %j takes %s with quality %d, and by name with %d", (accept, type, quality, byName) => {
  expect(qualityOf(parseAccept(accept))(type)).toBe(quality);
  expect(qualityByName(accept)(type)).toBe(byName);
});

it("reads parameters in lower case, without quotes", () => {
  const [range] = parseAccept('multipart/mixed;Boundary="GraphQL;,";subscriptionSpec=1.0');
  expect(range?.type).toBe("multipart/mixed");
  expect(Object.fromEntries(range?.parameters ?? [])).toEqual({ boundary: "graphql;,", subscriptionspec: "1.0" });
});

it("reads any text, and as many ranges as there are commas outside of quotes", () => {
  const part = fc.stringMatching(/^[a-z]+\/[a-z]+(;[a-z]+="[^"\\]{0,5}")?$/);
  fc.assert(fc.property(fc.string(), (text) => parseAccept(text).length > 0));
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
      expect(parseAccept(parts.join(" , "))).toHaveLength(parts.length);
    }),
  );
});
