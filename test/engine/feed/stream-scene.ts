import { afterEach, beforeEach } from "vitest";
import type { OperationContext } from "../../../src/operations/operation-context.ts";
import { change, createStage, type Stage } from "../../support/stage.ts";

/** So little that the ring keeps a handful of changes. */
const ringBytes = 4_000;

/** Ada with a project of two changes, on a stage that is new for each test of the file. */
export interface StreamScene {
  readonly stage: Stage;
  readonly ada: OperationContext;
  readonly projectId: string;
}

/** Call it once, at the top of a file. Its members are set while a test runs. */
export function setStreamScene(): StreamScene {
  const scene = {} as { -readonly [Key in keyof StreamScene]: StreamScene[Key] };

  beforeEach(async () => {
    scene.stage = await createStage({ ringBytes });
    scene.ada = await scene.stage.user("ada");
    scene.projectId = await scene.stage.project(scene.ada);
    await change(scene.ada, scene.projectId);
  });

  afterEach(() => scene.stage.close());

  return scene;
}
