import { useMutation } from "@apollo/client/react";
import { v4 as uuid } from "uuid";
import type { ProjectBoard } from "../../../client/index.ts";
import { Button } from "../design/button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { Select, TextField } from "../design/field.tsx";
import { useSubmit } from "../design/use-submit.ts";
import { roleNames } from "../design/words.ts";
import { graphql } from "../generated/gql.ts";
import type { ProjectRole } from "../generated/graphql.ts";
import { grantableRoles } from "./grantable-roles.ts";
import styles from "./members-panel.module.css";

/** Adds somebody who has an account, by e-mail. */
export function AddMember({ project }: { readonly project: ProjectBoard }) {
  const [addMember] = useMutation(AddMemberDocument);

  const { isBusy, error, dismissError, onSubmit } = useSubmit(async (data, form) => {
    const email = String(data.get("email"));
    const role = data.get("role") as ProjectRole;
    const input = { projectId: project.id, email, role, clientMutationId: uuid() };
    await addMember({ variables: { input } });
    form.reset();
  });

  return (
    <form className={styles.form} onSubmit={onSubmit}>
      <div className={styles.row}>
        <TextField label="E-mail" name="email" type="email" autoComplete="off" required />
        <Select label="Role" name="role" defaultValue="MEMBER">
          {grantableRoles(project.viewerRole).map((role) => (
            <option key={role} value={role}>
              {roleNames[role]}
            </option>
          ))}
        </Select>
      </div>
      <ErrorNote error={error} onDismiss={dismissError} />
      <div>
        <Button type="submit" disabled={isBusy}>
          Add member
        </Button>
      </div>
    </form>
  );
}

const AddMemberDocument = graphql(`
  mutation AddMember($input: AddMemberInput!) {
    addMember(input: $input) {
      clientMutationId
      seq
      member {
        ...MemberItemParts
      }
    }
  }
`);
