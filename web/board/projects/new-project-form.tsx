import { useNavigate } from "react-router";
import { v4 as uuid } from "uuid";
import { Button } from "../design/button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { TextField } from "../design/field.tsx";
import { useSubmit } from "../design/use-submit.ts";
import { graphql } from "../generated/gql.ts";
import { useRequest } from "../requests/use-request.ts";
import styles from "./new-project-form.module.css";

/** Makes a project and opens it. */
export function NewProjectForm() {
  const navigate = useNavigate();
  const request = useRequest();

  const { isBusy, error, dismissError, onSubmit } = useSubmit(async (form) => {
    const name = String(form.get("name"));
    const { createProject } = await request(CreateProjectDocument, { input: { name, clientMutationId: uuid() } });
    await navigate(`/projects/${createProject?.project.id}`);
  });

  return (
    <form className={styles.form} onSubmit={onSubmit}>
      <div className={styles.row}>
        <TextField label="New project" name="name" placeholder="Name" autoComplete="off" required />
        <Button type="submit" look="primary" disabled={isBusy}>
          Create
        </Button>
      </div>
      <ErrorNote error={error} onDismiss={dismissError} />
    </form>
  );
}

const CreateProjectDocument = graphql(`
  mutation CreateProject($input: CreateProjectInput!) {
    createProject(input: $input) {
      project {
        id
      }
    }
  }
`);
