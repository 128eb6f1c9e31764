import type { WatchEvent } from "../client/watch.ts";
import { CreateTaskDocument, FocusDocument, ProjectDocument, RemoveMemberDocument } from "../generated/graphql.ts";
import { createTask, expectCode, expectEqual, type Guarantee, requireOther, watching, withOther } from "./stage.ts";

/** Time limit for presence, in milliseconds: PRESENCE_GRACE_SECONDS is at most 60. */
const presenceLimit = 75_000;

/** Guarantees of membership and presence. */
export const guaranteesOfMembers: readonly Guarantee[] = [
  {
    name: "a person who is not a member finds nothing",
    needs: "other",
    async prove(stage) {
      const { projectId } = stage;
      const other = requireOther(stage);
      expectCode(await other.request(ProjectDocument, { projectId }), "NOT_FOUND");
      expectCode(await other.request(CreateTaskDocument, { input: { projectId, title: "Mine" } }), "NOT_FOUND");
      await watching(stage, other, {}, async ({ ended }) => {
        expectEqual("the subscription's end", await ended(), "NOT_FOUND");
      });
    },
  },
  {
    name: "members see each other arrive, open a task and leave",
    needs: "other",
    async prove(stage) {
      const { projectId } = stage;
      const other = requireOther(stage);
      const isOf = (type: string) => (event: WatchEvent) =>
        event.__typename === type && "user" in event && event.user.id === other.id;
      await withOther(stage, other.id, () =>
        watching(stage, stage.owner, {}, async ({ next, until }) => {
          await next();
          await watching(stage, other, { announce: true }, async (tab) => {
            const ready = await tab.until("no Ready came", ({ __typename }) => __typename === "Ready");
            const present = "present" in ready ? ready.present.map(({ user }) => user.id) : [];
            expectEqual("whether those who watch are present", present.includes(other.id), true);
            await until("nobody was seen coming", isOf("PresenceJoined"));
            const { id: taskId } = (await createTask(stage)).task;
            await other.expect(FocusDocument, { input: { projectId, taskId, field: "TITLE" } });
            const focused = await until("nobody was seen opening a task", isOf("PresenceChanged"));
            expectEqual("the task that is open", "focusedTaskId" in focused && focused.focusedTaskId, taskId);
          });
          await until("nobody was seen going", isOf("PresenceLeft"), presenceLimit);
        }),
      );
    },
  },
  {
    name: "a removed member receives the removal and nothing after it",
    needs: "other",
    async prove(stage) {
      const { owner, projectId } = stage;
      const other = requireOther(stage);
      await withOther(stage, other.id, () =>
        watching(stage, other, {}, async ({ next, ended }) => {
          await next();
          const { removeMember } = await owner.expect(RemoveMemberDocument, { input: { projectId, userId: other.id } });
          await createTask(stage);
          expectEqual("the last event", await next(), `MemberRemoved ${removeMember?.seq}`);
          expectEqual("the subscription's end", await ended(), "FORBIDDEN");
          const later = await next().catch(() => null);
          expectEqual("what came after the removal", later, null);
          expectCode(await other.request(ProjectDocument, { projectId }), "NOT_FOUND");
        }),
      );
    },
  },
];
