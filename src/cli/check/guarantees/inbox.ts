import { watchInbox } from "../client/watch.ts";
import { CreateTaskDocument } from "../generated/graphql.ts";
import { expectEqual, type Guarantee, requireOther, withOther } from "./stage.ts";

/** Guarantees of a person's own stream. */
export const guaranteesOfInbox: readonly Guarantee[] = [
  {
    name: "a person to whom a task is given is told of it once, in the own stream",
    needs: "other",
    async prove(stage) {
      const { deployment, owner, projectId, signal } = stage;
      const other = requireOther(stage);
      await withOther(stage, other.id, async () => {
        const inbox = watchInbox(deployment, other.findToken, signal);
        try {
          const ready = await inbox.until("no ViewerReady came", (event) => event.__typename === "ViewerReady");
          const before = "seq" in ready ? ready.seq : Number.NaN;
          const tasks: string[] = [];
          for (const assigneeId of [other.id, owner.id, other.id]) {
            const input = { projectId, title: "Given by the check", assigneeId };
            const { createTask } = await owner.expect(CreateTaskDocument, { input });
            if (!createTask) throw new Error("the change has no answer");
            if (assigneeId === other.id) tasks.push(createTask.task.id);
          }
          expectEqual("the first event", await inbox.next(), `ViewerReady ${before}`);
          for (const [index, taskId] of tasks.entries()) {
            expectEqual("the next event", await inbox.next(), `TaskAssigned ${before + index + 1}`);
            await inbox.until("no notice names the task", (event) => "taskId" in event && event.taskId === taskId);
          }
        } finally {
          inbox.stop();
        }
      });
    },
  },
];
