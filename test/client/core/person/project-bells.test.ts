import fc from "fast-check";
import { beforeEach, expect, it } from "vitest";
import type { StreamOptions } from "../../../../client/core/connection/connection.ts";
import { ProjectBells } from "../../../../client/core/person/project-bells.ts";
import { createSteeredEnvironment } from "../steered-environment.ts";

/** Streams that are open, by project. */
let open: Map<unknown, StreamOptions>;
let rings: number;
let bells: ProjectBells;

beforeEach(() => {
  open = new Map();
  rings = 0;
  const lockstep = {
    send: () => Promise.reject(new Error("Nothing is sent.")),
    subscribe(stream: StreamOptions) {
      const projectId = stream.request("websocket")?.variables?.["projectId"];
      expect(open.has(projectId)).toBe(false);
      open.set(projectId, stream);
      return () => void open.delete(projectId);
    },
  };
  const context = { lockstep, environment: createSteeredEnvironment(0).environment, values: Promise.resolve(null) };
  bells = new ProjectBells(context, () => {
    rings += 1;
  });
});

const tell = (projectId: string, type: string) =>
  open.get(projectId)?.next({ data: { projectActivity: { __typename: type } } });

it("follows the first 20 projects of the list that it was given last, each once", () => {
  const ids = fc.array(fc.integer({ min: 0, max: 40 }).map(String), { maxLength: 60 });
  fc.assert(
    fc.property(fc.array(ids, { maxLength: 8 }), (lists) => {
      for (const list of lists) {
        bells.follow(list);
        expect(new Set(open.keys())).toEqual(new Set([...new Set(list)].slice(0, 20)));
      }
      bells.follow([]);
      expect(open.size).toBe(0);
    }),
  );
});

it("rings at each change, but not for who comes and goes, nor once nothing is followed", () => {
  bells.follow(["one", "two"]);
  tell("one", "PresenceJoined");
  tell("two", "PresenceLeft");
  expect(rings).toBe(0);
  for (const type of ["Ready", "TaskUpdated", "Resync", "ProjectDeleted"]) tell("one", type);
  expect(rings).toBe(4);
  bells.follow([]);
  tell("one", "TaskUpdated");
  expect(rings).toBe(4);
});

it("asks again after a refusal that may pass, and takes no place of a network that has few", () => {
  bells.follow(["one"]);
  const refuse = (code: string) => open.get("one")?.refused([{ message: "No.", extensions: { code } }]);
  for (const code of ["RATE_LIMITED", "UNAVAILABLE"]) expect(refuse(code)).toBeGreaterThan(0);
  for (const code of ["NOT_FOUND", "FORBIDDEN", "BAD_USER_INPUT"]) expect(refuse(code)).toBeNull();
  for (const transport of ["sse", "polling"] as const) expect(open.get("one")?.request(transport)).toBeNull();
});
