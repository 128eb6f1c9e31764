import { defineCommand } from "citty";
import type { App } from "../app/create-app.ts";
import type { Viewer } from "../operations/viewer.ts";
import { withApp } from "./with-app.ts";

export const seed = defineCommand({
  meta: { name: "seed", description: 'Make the demo project "Launch" for an account; a second time changes nothing' },
  args: {
    email: { type: "string", required: true, description: "Account that owns the project" },
    "other-email": { type: "string", description: "Account of another member" },
  },
  async run({ args }) {
    const otherEmail = args["other-email"];
    await withApp(async (app) => {
      const owner = await requireUser(app, args.email);
      const other = otherEmail === undefined ? null : await requireUser(app, otherEmail);
      const { seedDemoProject } = await import("../../prisma/seed.ts");
      await seedDemoProject(app.makeOperationContext(owner), other?.userId ?? null);
      console.log(`${owner.name} has the project "Launch"${other ? `, together with ${other.name}` : ""}.`);
    });
  },
});

async function requireUser(app: App, email: string): Promise<Pick<Viewer, "userId" | "name" | "email">> {
  const [user, another] = await app.findUsers(email);
  if (!user) throw new Error(`No account has the e-mail ${email}: sign up, or use a token with this e-mail once.`);
  if (another) throw new Error(`Several accounts have the e-mail ${email}.`);
  return user;
}
