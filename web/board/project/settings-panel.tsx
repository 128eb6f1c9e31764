import { useMutation } from "@apollo/client/react";
import { useState } from "react";
import { Button } from "../design/button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { TextArea, TextField } from "../design/field.tsx";
import { SidePanel } from "../design/side-panel.tsx";
import { useSubmit } from "../design/use-submit.ts";
import { graphql } from "../generated/gql.ts";
import { DeleteProject } from "./delete-project.tsx";
import { canManage, useOpenProject } from "./project-context.ts";
import styles from "./settings-panel.module.css";

/** The project's name and description, and its end. */
export function SettingsPanel() {
  const { project, path } = useOpenProject();
  const [isSaved, setIsSaved] = useState(false);
  const [updateProject] = useMutation(UpdateProjectDocument);
  const isEditable = canManage(project.viewerRole);

  const { isBusy, error, dismissError, onSubmit } = useSubmit(async (data) => {
    setIsSaved(false);
    const name = String(data.get("name"));
    const description = String(data.get("description")) || null;
    const input = { projectId: project.id, name, description, clientMutationId: crypto.randomUUID() };
    await updateProject({ variables: { input } });
    setIsSaved(true);
  });

  return (
    <SidePanel title="Project" parent={path}>
      {/* What others save replaces what stands here. */}
      <form key={project.updatedAt} className={styles.form} onSubmit={onSubmit}>
        <TextField label="Name" name="name" defaultValue={project.name} required disabled={!isEditable} />
        <TextArea
          label="Description"
          name="description"
          defaultValue={project.description ?? ""}
          disabled={!isEditable}
        />
        <ErrorNote error={error} onDismiss={dismissError} />
        {isEditable && (
          <div className={styles.actions}>
            <Button type="submit" look="primary" disabled={isBusy}>
              Save
            </Button>
            <span className={styles.saved} role="status">
              {isSaved && "Saved."}
            </span>
          </div>
        )}
      </form>
      {project.viewerRole === "OWNER" && (
        <section className={styles.danger} aria-label="Delete project">
          <p className={styles.text}>Deleting the project takes it away from all its members.</p>
          <DeleteProject project={project} />
        </section>
      )}
    </SidePanel>
  );
}

const UpdateProjectDocument = graphql(`
  mutation UpdateProject($input: UpdateProjectInput!) {
    updateProject(input: $input) {
      clientMutationId
      seq
      project {
        id
        name
        description
        updatedAt
      }
    }
  }
`);
