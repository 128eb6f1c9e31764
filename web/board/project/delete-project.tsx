import { useMutation } from "@apollo/client/react";
import { useNavigate } from "react-router";
import { v4 as uuid } from "uuid";
import type { ProjectBoard } from "../../../client/index.ts";
import { ConfirmButton } from "../design/confirm-button.tsx";
import { graphql } from "../generated/gql.ts";

export function DeleteProject({ project }: { readonly project: ProjectBoard }) {
  const navigate = useNavigate();
  const [deleteProject] = useMutation(DeleteProjectDocument);

  async function confirm(): Promise<void> {
    await deleteProject({ variables: { input: { projectId: project.id, clientMutationId: uuid() } } });
    await navigate("/");
  }

  return (
    <ConfirmButton
      look="danger"
      title={`Delete “${project.name}”?`}
      consequence="All its tasks, comments and its history go with it, for everybody. This cannot be undone."
      confirmLabel="Delete project"
      onConfirm={confirm}
    >
      Delete project…
    </ConfirmButton>
  );
}

const DeleteProjectDocument = graphql(`
  mutation DeleteProject($input: DeleteProjectInput!) {
    deleteProject(input: $input) {
      projectId
      clientMutationId
    }
  }
`);
