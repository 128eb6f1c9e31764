import { DeleteProjectDocument, ProjectDocument } from "../generated/graphql.ts";
import { createTask, expectCode, expectEqual, findPlace, findSeq, type Guarantee, watching } from "./stage.ts";

/** Guarantees of subscriptions. */
export const guaranteesOfStreams: readonly Guarantee[] = [
  {
    name: "a subscriber receives each change once, in order",
    async prove(stage) {
      const since = await findSeq(stage);
      await watching(stage, stage.owner, { since }, async ({ next }) => {
        expectEqual("the first event", await next(), `Ready ${since}`);
        const made = [await createTask(stage), await createTask(stage), await createTask(stage)];
        for (const { seq } of made) expectEqual("the next event", await next(), `TaskCreated ${seq}`);
      });
    },
  },
  {
    name: "a subscriber that was cut off receives the missed changes, in order, then the next ones",
    async prove(stage) {
      const { seq, cursor: after } = await findPlace(stage);
      await watching(stage, stage.owner, { after }, async ({ next, cut, ended }) => {
        expectEqual("the first event", await next(), `Ready ${seq}`);
        cut();
        await ended();
      });
      const missed = [await createTask(stage), await createTask(stage), await createTask(stage)];
      await watching(stage, stage.owner, { after }, async ({ next }) => {
        for (const { seq } of missed) expectEqual("the next event missed", await next(), `TaskCreated ${seq}`);
        expectEqual("the event after those", await next(), `Ready ${missed.at(-1)?.seq}`);
        const last = await createTask(stage);
        expectEqual("the next event", await next(), `TaskCreated ${last.seq}`);
      });
    },
  },
  {
    name: "a number ahead of the project and a cursor of another history are answered with Resync",
    async prove(stage) {
      const seq = await findSeq(stage);
      // A cursor of another project names an entry that this project's history does not have.
      const { cursor } = await findPlace(stage, await stage.createProject());
      for (const place of [{ since: seq + 1_000 }, { after: cursor }]) {
        await watching(stage, stage.owner, place, async ({ next }) => {
          expectEqual("the first event", await next(), `Resync ${seq}`);
          expectEqual("the event after it", await next(), `Ready ${seq}`);
        });
      }
    },
  },
  {
    name: "subscriptions end with their project",
    async prove(stage) {
      const { owner } = stage;
      const projectId = await stage.createProject();
      await watching(stage, owner, { projectId }, async ({ next, ended }) => {
        expectEqual("the first event", await next(), "Ready 1");
        await owner.expect(DeleteProjectDocument, { input: { projectId } });
        expectEqual("the last event", await next(), "ProjectDeleted 2");
        expectEqual("the subscription's end", await ended(), "complete");
      });
      expectCode(await owner.request(ProjectDocument, { projectId }), "NOT_FOUND");
    },
  },
];
