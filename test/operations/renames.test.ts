import { Pool } from "pg";
import { expect, it, vi } from "vitest";
import { Renames } from "../../src/operations/renames.ts";

it("tells those who follow a person, though an earlier one stops twice", () => {
  const renames = new Renames({ pool: new Pool(), sendHint: () => {} });
  const heard = vi.fn();
  const earlier = renames.follow("person", () => {});
  earlier.stop();
  const later = renames.follow("person", heard);
  later.begin();
  earlier.stop();
  const project = { id: "project", name: "New" };
  renames.hear("person", "renamed", JSON.stringify(project));
  expect(heard).toHaveBeenCalledOnce();
  expect(later.take()).toEqual({ type: "ProjectRenamed", project });
  later.stop();
});
