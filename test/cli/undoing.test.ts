import { expect, it } from "vitest";
import { CheckError } from "../../src/cli/check/client/deployment.ts";
import { Undoing } from "../../src/cli/check/undoing.ts";

it("undoes the last thing first, goes on after what it cannot undo, and tells of that in a sentence", async () => {
  const undone: string[] = [];
  const undoing = new Undoing();
  undoing.add("The account", async () => void undone.push("account"));
  undoing.add("The project", () => Promise.reject(new CheckError("The server cannot be reached.")));
  undoing.add("The session", async () => void undone.push("session"));
  expect(await undoing.run()).toEqual(["The project is left: The server cannot be reached."]);
  expect(undone).toEqual(["session", "account"]);
});
