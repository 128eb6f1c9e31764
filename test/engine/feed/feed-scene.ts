import { afterAll, beforeAll, beforeEach, expect, vi } from "vitest";
import type { OperationContext } from "../../../src/operations/operation-context.ts";
import type { ProjectStream } from "../../../src/operations/watch-project.ts";
import { createStage, type Stage, take } from "../../support/stage.ts";

/** Ada with a project of one change, new for each test of the file, and a stream of it that is live. */
export interface FeedScene {
  readonly stage: Stage;
  readonly ada: OperationContext;
  readonly projectId: string;
  readonly stream: ProjectStream;
  /** Number of reads of the log since the stream is live. */
  readonly readsSinceOpening: () => number;
}

/** Call it once, at the top of a file. Its members are set while a test runs. */
export function setFeedScene(): FeedScene {
  const scene = {} as { -readonly [Key in keyof FeedScene]: FeedScene[Key] };

  beforeAll(async () => {
    scene.stage = await createStage();
    scene.ada = await scene.stage.user("ada");
  });

  afterAll(() => scene.stage.close());

  beforeEach(async () => {
    const { stage, ada } = scene;
    stage.bus.carry();
    scene.projectId = await stage.project(ada);
    const stream = await stage.watch(ada, { projectId: scene.projectId });
    scene.stream = stream;
    expect(await take(stream, 1)).toEqual(["Ready 1"]);
    const opening = stage.log.reads.readStream;
    scene.readsSinceOpening = () => stage.log.reads.readStream - opening;
    return async () => {
      vi.useRealTimers();
      await stream.return();
    };
  });

  return scene;
}
