import { z } from "zod";

export const userSnapshot = z.object({
  id: z.string(),
  name: z.string(),
  /** Null where the account has none, or was deleted. */
  email: z.string().nullable(),
});
export type UserSnapshot = z.infer<typeof userSnapshot>;
