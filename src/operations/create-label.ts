import { v7 as uuidv7 } from "uuid";
import type { LabelValues } from "../model/label.ts";
import { givenProject } from "./locate.ts";
import type { ProjectOperation } from "./operation.ts";
import { insertLabel, requireLabel } from "./stored-label.ts";
import { isMade } from "./taken-id.ts";
import type { LabelResult } from "./update-label.ts";

export interface CreateLabelInput extends LabelValues {
  /** Made by the client; a fresh one when absent. */
  readonly id?: string | null | undefined;
  readonly projectId: string;
  readonly clientMutationId?: string | null | undefined;
}

/** Adds a label. One that the actor made before by the same id stays as it is. */
export const createLabel: ProjectOperation<CreateLabelInput, LabelResult> = {
  name: "createLabel",
  role: "MEMBER",
  locate: givenProject,
  async decide(change, input) {
    const { projectId, client, seq, actor, record, unchanged } = change;
    if (input.id && (await isMade(change, "label", input.id))) {
      return unchanged({ label: (await requireLabel(client, projectId, input.id)).label });
    }
    const id = input.id ?? uuidv7();
    const label = await insertLabel(client, { id, projectId, createdById: actor.id, seq, values: input });
    return record({ type: "LabelCreated", label });
  },
};
