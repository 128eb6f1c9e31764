import { type FormEvent, useState } from "react";
import { v4 as uuid } from "uuid";
import type { ProjectFields } from "../../../client/core/lockstep/index.ts";
import { useFindAuthor } from "../conflict/use-author.ts";
import { ErrorNote } from "../design/error-note.tsx";
import { TextArea, TextField } from "../design/field.tsx";
import { useAction } from "../design/use-action.ts";
import { DraftActions } from "../drafts/draft-actions.tsx";
import { draftNames } from "../drafts/draft-names.ts";
import { useDraft } from "../drafts/use-draft.ts";
import { graphql } from "../generated/gql.ts";
import type { ProjectRole } from "../generated/graphql.ts";
import { useRequest } from "../requests/use-request.ts";
import { ProjectConflict } from "./project-conflict.tsx";
import { canManage } from "./project-context.ts";
import {
  editDraft,
  editedValues,
  findConflicts,
  type ProjectDraft,
  type ProjectValues,
  valuesOf,
  withoutValues,
} from "./project-draft.ts";
import styles from "./settings-panel.module.css";

interface ProjectFormProps {
  readonly project: ProjectFields;
  readonly viewerRole: ProjectRole;
}

/**
 * The project's name and description. Unedited fields follow the changes of others; edited ones stay until they are
 * saved or discarded. Only what is edited is sent.
 */
export function ProjectForm({ project, viewerRole }: ProjectFormProps) {
  const [draft, setDraft] = useDraft<ProjectDraft>(draftNames.project(project.id));
  const [conflict, setConflict] = useState<{ readonly author: string | null } | null>(null);
  const [isSaved, setIsSaved] = useState(false);
  const request = useRequest();
  const findAuthor = useFindAuthor(project.id);
  const current = valuesOf(project);
  const conflicting = findConflicts(draft, current);

  const { run, isBusy, error, dismissError } = useAction(async (values: Partial<ProjectValues>) => {
    await request(UpdateProjectDocument, { input: { projectId: project.id, ...values, clientMutationId: uuid() } });
    setDraft(null);
    setIsSaved(true);
  });

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!draft || isBusy) return;
    // The server takes what comes last, so it is looked here whether others were quicker.
    if (conflicting.length === 0) return void run(editedValues(draft));
    setConflict({ author: await findAuthor(({ __typename }) => __typename === "ProjectUpdated") });
  }

  function resolve(taken: readonly (keyof ProjectValues)[]): void {
    const left = withoutValues(draft, taken);
    setDraft(left);
    setConflict(null);
    if (left) void run(editedValues(left));
  }

  function discard(): void {
    setDraft(null);
    setConflict(null);
    dismissError();
  }

  function edit<Name extends keyof ProjectValues>(name: Name, value: ProjectValues[Name]): void {
    setIsSaved(false);
    setDraft(editDraft(draft, current, name, value));
  }

  const values = { ...current, ...editedValues(draft) };
  const disabled = !canManage(viewerRole) || isBusy || conflict !== null;
  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)}>
      <TextField
        label="Name"
        value={values.name}
        required
        disabled={disabled}
        onChange={({ target }) => edit("name", target.value)}
      />
      <TextArea
        label="Description"
        value={values.description ?? ""}
        disabled={disabled}
        onChange={({ target }) => edit("description", target.value || null)}
      />
      <ErrorNote error={error} onDismiss={dismissError} />
      {conflict && (
        <ProjectConflict
          author={conflict.author}
          names={conflicting}
          mine={editedValues(draft)}
          theirs={current}
          onResolve={resolve}
          onDiscard={discard}
        />
      )}
      {!conflict && <DraftActions isUnsaved={draft !== null} isSaved={isSaved} isBusy={isBusy} onDiscard={discard} />}
    </form>
  );
}

const UpdateProjectDocument = graphql(`
  mutation UpdateProject($input: UpdateProjectInput!) {
    updateProject(input: $input) {
      __typename
    }
  }
`);
