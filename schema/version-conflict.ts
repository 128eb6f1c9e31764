import { builder } from "./builder.ts";

interface VersionConflictShape {
  readonly message: string;
  readonly expectedVersion: number;
  readonly currentVersion: number;
}

export const VersionConflict = builder.interfaceRef<VersionConflictShape>("VersionConflict").implement({
  description: "Somebody changed the same since the version that the edit is based on; nothing was saved.",
  fields: (t) => ({
    message: t.exposeString("message", { description: "For people." }),
    expectedVersion: t.exposeInt("expectedVersion", { description: "As the input gave it." }),
    currentVersion: t.exposeInt("currentVersion", { description: "To expect next." }),
  }),
});
