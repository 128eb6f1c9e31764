import { builder } from "./builder.ts";

interface VersionConflictShape {
  readonly message: string;
  readonly expectedVersion: number;
  readonly currentVersion: number;
}

export const VersionConflict = builder.interfaceRef<VersionConflictShape>("VersionConflict").implement({
  description: "Somebody changed the same since the version that the edit is based on; nothing was saved.",
  fields: (t) => ({
    message: t.exposeString("message"),
    expectedVersion: t.exposeInt("expectedVersion"),
    currentVersion: t.exposeInt("currentVersion"),
  }),
});
