import { z } from "zod";
import { ProjectRole } from "../database/generated/enums.ts";
import { isoTime, userJson } from "../database/sql.ts";
import { columnsOf, snapshotOf, time } from "./noun.ts";
import { userSnapshot } from "./user.ts";

/** The fields of a member, from `memberships m` and `memberJoins`. */
const memberFields = {
  id: { codec: z.string(), sql: "m.id" },
  role: { codec: z.enum(ProjectRole), sql: "m.role" },
  /** The number of the change that made the membership; 0 in entries of older versions that do not tell it. */
  joinedSeq: { codec: z.int().default(0), sql: "m.joined_seq" },
  joinedAt: { codec: time, sql: isoTime("m.joined_at") },
  user: { codec: userSnapshot, sql: userJson("u") },
};

export const memberSnapshot = snapshotOf(memberFields);
export type MemberSnapshot = z.infer<typeof memberSnapshot>;

export const memberColumns = columnsOf(memberFields);
export const memberJoins = "JOIN users u ON u.id = m.user_id";
