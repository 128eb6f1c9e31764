import { defineCommand } from "citty";
import * as users from "../operations/admin-users.ts";
import { administer, jsonFlag, personFlags, printRows, printThing, requirePerson, searchFlags } from "./administer.ts";
import { readWholeNumber } from "./run-command-line.ts";

export const listUsers = defineCommand({
  meta: { name: "user list", description: "List people, the newest first" },
  args: { ...searchFlags, ...jsonFlag },
  async run({ args: { search = "", limit, json } }) {
    const most = readWholeNumber("limit", limit, 1, 100_000);
    printRows(await administer(({ pool }) => users.listUsers(pool, search, most)), json);
  },
});

export const showUser = defineCommand({
  meta: { name: "user show", description: "Show a person with projects, sessions and access tokens" },
  args: { ...personFlags, ...jsonFlag },
  async run({ args }) {
    printThing(await administer((database) => requirePerson(database, args)), args.json);
  },
});

export const disableUser = defineAction("user disable", "Keep a person out, within 10 s and by all tokens");
export const enableUser = defineAction("user enable", "Let a disabled person in again");
export const signOutUser = defineAction("user sign-out", "End all sessions of a person's account; access tokens stay");
export const verifyUser = defineAction("user verify", "Take the e-mail of a person's account for verified");

export const eraseUser = defineCommand({
  meta: { name: "user erase", description: "Delete a person's account for good, and the name and e-mail everywhere" },
  args: { ...personFlags, ...jsonFlag },
  async run({ args }) {
    const { id, erasedAt } = await administer(async (database, operator) => {
      const person = await requirePerson(database, args);
      await users.eraseUser(database.pool, operator, person);
      return person;
    });
    printThing({ action: "user erase", user: id, changed: erasedAt === null ? 1 : 0 }, args.json);
  },
});

/** A command that changes one person. It prints 0 as `changed` where nothing was to be done. */
function defineAction(action: users.UserAction, description: string) {
  return defineCommand({
    meta: { name: action, description },
    args: { ...personFlags, ...jsonFlag },
    async run({ args }) {
      const done = await administer(async (database, operator) => {
        const { id, erasedAt } = await requirePerson(database, args);
        if (erasedAt !== null) throw new Error("The person was erased and has no account.");
        return { action, user: id, changed: await users.changeUser(database.pool, operator, action, id) };
      });
      printThing(done, args.json);
    },
  });
}
