import { useMemberActions } from "../../../client/react/index.ts";
import { Button } from "../design/button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { Select, TextField } from "../design/field.tsx";
import { useSubmit } from "../design/use-submit.ts";
import { roleNames } from "../design/words.ts";
import type { ProjectRole } from "../generated/graphql.ts";
import { grantableRoles } from "./grantable-roles.ts";
import styles from "./members-panel.module.css";
import { requireOnline } from "./require-online.ts";

interface AddMemberProps {
  readonly projectId: string;
  readonly viewerRole: ProjectRole;
}

/** Adds somebody who has an account, by e-mail. */
export function AddMember({ projectId, viewerRole }: AddMemberProps) {
  const { add } = useMemberActions(projectId);

  const { isBusy, error, dismissError, onSubmit } = useSubmit(async (data, form) => {
    const email = String(data.get("email"));
    const role = data.get("role") as ProjectRole;
    requireOnline(await add({ email, role }));
    form.reset();
  });

  return (
    <form className={styles.form} onSubmit={onSubmit}>
      <div className={styles.row}>
        <TextField label="E-mail" name="email" type="email" autoComplete="off" required />
        <Select label="Role" name="role" defaultValue="MEMBER">
          {grantableRoles(viewerRole).map((role) => (
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
