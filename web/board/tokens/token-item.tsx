import { ConfirmButton } from "../design/confirm-button.tsx";
import { formatTime } from "../design/format-time.ts";
import { graphql } from "../generated/gql.ts";
import type { TokenPartsFragment } from "../generated/graphql.ts";
import { useRequest } from "../requests/use-request.ts";
import { scopeNames } from "./scope-names.ts";
import styles from "./tokens.module.css";

interface TokenItemProps {
  readonly token: TokenPartsFragment;
  readonly onRevoked: () => Promise<void>;
}

/** A token with what it may do and when it was used, which its person may revoke. */
export function TokenItem({ token, onRevoked }: TokenItemProps) {
  const { id: accessTokenId, name, scopes, projectIds, expiresAt, lastUsedAt } = token;
  const request = useRequest();
  const isExpired = expiresAt != null && Date.parse(expiresAt) <= Date.now();

  async function revoke(): Promise<void> {
    await request(RevokeAccessTokenDocument, { input: { accessTokenId } });
    await onRevoked();
  }

  return (
    <li className={styles.token} aria-label={name}>
      <div>
        <p dir="auto" className={styles.name}>
          {name}
        </p>
        <p className={styles.hint}>
          {scopes.map((scope) => scopeNames[scope]).join(", ")}
          {projectIds != null && `, in ${projectIds.length === 1 ? "one project" : `${projectIds.length} projects`}`}
        </p>
        <p className={styles.hint}>
          {lastUsedAt == null ? "Never used" : `Last used ${formatTime(lastUsedAt)}`} ·{" "}
          {expiresAt == null ? "does not expire" : `${isExpired ? "expired" : "expires"} ${formatTime(expiresAt)}`}
        </p>
      </div>
      <ConfirmButton
        small
        look="quiet"
        aria-label={`Revoke ${name}`}
        title={`Revoke “${name}”?`}
        consequence="Programs that use it can do nothing more. What they did stays."
        confirmLabel="Revoke token"
        onConfirm={revoke}
      >
        Revoke
      </ConfirmButton>
    </li>
  );
}

const RevokeAccessTokenDocument = graphql(`
  mutation RevokeAccessToken($input: RevokeAccessTokenInput!) {
    revokeAccessToken(input: $input) {
      accessTokenId
    }
  }
`);

graphql(`
  fragment TokenParts on AccessToken {
    id
    name
    scopes
    projectIds
    expiresAt
    lastUsedAt
  }
`);
