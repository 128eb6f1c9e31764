import { type FormEvent, useState } from "react";
import { v4 as uuid } from "uuid";
import type { ProjectFields } from "../../../client/core/lockstep/index.ts";
import type { Choice } from "../conflict/conflicting-field.tsx";
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

type KnownProject = Pick<ProjectFields, "name" | "description" | "version">;

/** Edits that are sent, on the project as they were judged by. */
interface Attempt {
  readonly edited: ProjectDraft;
  readonly seen: KnownProject;
}

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
  const [answered, setAnswered] = useState<KnownProject | null>(null);
  const [isSaved, setIsSaved] = useState(false);
  const request = useRequest();
  const findAuthor = useFindAuthor(project.id);
  // An answer may tell of a change before the stream does.
  const latest = answered && answered.version > project.version ? answered : project;
  const current = valuesOf(latest);
  const conflicting = findConflicts(draft, current);
  const { run, isBusy, error, dismissError } = useAction(save);

  async function save({ edited, seen }: Attempt): Promise<void> {
    const known = { projectId: project.id, expectedVersion: seen.version, clientMutationId: uuid() };
    const { updateProject } = await request(UpdateProjectDocument, { input: { ...known, ...editedValues(edited) } });
    if (updateProject) setAnswered(updateProject.project);
    if (updateProject?.__typename !== "ProjectConflict") {
      setDraft(null);
      setIsSaved(true);
      return;
    }
    const now = updateProject.project;
    // It was changed and changed back: nothing of others is lost.
    if (findConflicts(edited, valuesOf(now)).length === 0) return save({ edited, seen: now });
    await showConflict();
  }

  async function showConflict(): Promise<void> {
    setConflict({ author: await findAuthor(({ __typename }) => __typename === "ProjectUpdated") });
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!draft || isBusy) return;
    void (conflicting.length === 0 ? run({ edited: draft, seen: latest }) : showConflict());
  }

  function resolve(choiceOf: (name: keyof ProjectValues) => Choice): void {
    const left = conflicting.reduce<ProjectDraft | null>((edited, name) => {
      const choice = choiceOf(name);
      if (choice === "mine") return edited;
      return choice === "theirs" ? withoutValues(edited, [name]) : editDraft(edited, current, name, choice.text);
    }, draft);
    setDraft(left);
    setConflict(null);
    if (left) void run({ edited: left, seen: latest });
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
    <form className={styles.form} onSubmit={submit}>
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
      ... on UpdateProjectPayload {
        project {
          id
          version
          name
          description
        }
      }
      ... on ProjectConflict {
        project {
          id
          version
          name
          description
        }
      }
    }
  }
`);
