import { useMutation } from "@apollo/client/react";
import { useNavigate } from "react-router";
import type { ProjectBoard } from "../../../client/index.ts";
import { ConfirmButton } from "../design/confirm-button.tsx";
import { graphql } from "../generated/gql.ts";

export function DeleteProject({ project }: { readonly project: ProjectBoard }) {
  const navigate = useNavigate();
  const [deleteProject] = useMutation(DeleteProjectDocument);

  async function confirm(): Promise<void> {
    await deleteProject({ variables: { input: { projectId: project.id, clientMutationId: crypto.randomUUID() } } });
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
