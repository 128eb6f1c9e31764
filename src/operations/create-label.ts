import type { ActivityOf } from "../model/events.ts";
import type { LabelValues } from "../model/label.ts";
import { givenProject } from "./locate.ts";
import type { Operation } from "./operation.ts";
import { insertLabel } from "./stored-label.ts";

export interface CreateLabelInput extends LabelValues {
  readonly projectId: string;
  readonly clientMutationId?: string | null | undefined;
}

export const createLabel: Operation<CreateLabelInput, ActivityOf<"LabelCreated">> = {
  name: "createLabel",
  role: "MEMBER",
  locate: givenProject,
  async decide({ projectId, client, seq, record }, input) {
    return record({ type: "LabelCreated", label: await insertLabel(client, projectId, seq, input) });
  },
};
