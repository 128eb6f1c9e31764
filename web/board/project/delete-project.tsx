import { useNavigate } from "react-router";
import { v4 as uuid } from "uuid";
import type { ProjectFields } from "../../../client/core/lockstep/index.ts";
import { ConfirmButton } from "../design/confirm-button.tsx";
import { UserText } from "../design/user-text.tsx";
import { graphql } from "../generated/gql.ts";
import { useRequest } from "../requests/use-request.ts";

export function DeleteProject({ project }: { readonly project: ProjectFields }) {
  const navigate = useNavigate();
  const request = useRequest();

  async function confirm(): Promise<void> {
    await request(DeleteProjectDocument, { input: { projectId: project.id, clientMutationId: uuid() } });
    await navigate("/");
  }

  return (
    <ConfirmButton
      look="danger"
      title={
        <>
          Delete “<UserText>{project.name}</UserText>”?
        </>
      }
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
    }
  }
`);
