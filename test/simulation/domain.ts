import type { Codec } from "../../src/engine/log/codec.ts";
import type { Activity } from "../../src/model/events.ts";
import { type ProjectAccess, reduceProject } from "../../src/operations/project-access.ts";

/** Events of a simulated stream: parts of a project's events that its reducer and its policy read. */
export type SimulatedDraft =
  | { readonly type: "Edited"; readonly text: string }
  /** An event that instances of version 1 cannot read. */
  | { readonly type: "Invented"; readonly text: string }
  | {
      readonly type: "MemberAdded";
      readonly member: { readonly user: { readonly id: string } };
      readonly sinceSeq: number;
    }
  | { readonly type: "MemberRemoved"; readonly user: { readonly id: string } }
  | { readonly type: "ProjectDeleted" };

/** The database also knows who was a member before. */
export interface SimulatedState extends ProjectAccess {
  readonly former: ReadonlySet<string>;
}

export function createSimulatedState(members: readonly string[]): SimulatedState {
  return { isDeleted: false, members: new Map(members.map((id) => [id, 1])), former: new Set() };
}

/** Version 1 cannot read what version 2 invented. */
export function createSimulatedCodec(version: 1 | 2): Codec<Activity, SimulatedDraft> {
  return {
    encode: ({ type, ...body }) => ({ type, body }),
    decode: ({ type, body }) => (type === "Invented" && version === 1 ? null : toActivity({ ...body, type })),
  };
}

export function reduceDraft(state: SimulatedState, draft: SimulatedDraft): SimulatedState {
  const next = { ...state, ...reduceProject(state, toActivity(draft)) };
  return draft.type === "MemberRemoved" ? { ...next, former: new Set(state.former).add(draft.user.id) } : next;
}

function toActivity(event: object): Activity {
  return event as Activity;
}
