import { useCallback, useEffect, useState } from "react";
import type { User } from "../../../client/core/lockstep/index.ts";
import { useTellViewer, useViewer } from "../account/viewer.ts";
import { Waiting } from "../account/waiting.tsx";
import { describeError } from "../design/describe-error.ts";
import { ErrorNote } from "../design/error-note.tsx";
import { PageHeader } from "../design/page-header.tsx";
import { useOnReturn } from "../design/use-on-return.ts";
import { usePageTitle } from "../design/use-page-title.ts";
import { graphql } from "../generated/gql.ts";
import type { TokenPartsFragment } from "../generated/graphql.ts";
import { CommandCenterProvider } from "../palette/command-center.tsx";
import { useRequest } from "../requests/use-request.ts";
import { TokenForm } from "./token-form.tsx";
import { TokenItem } from "./token-item.tsx";
import styles from "./tokens.module.css";

/** The viewer's access tokens, by which programs act in the person's name. */
export function TokensPage() {
  const request = useRequest();
  const [me, setMe] = useState<User>();
  const [tokens, setTokens] = useState<readonly TokenPartsFragment[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  const refresh = useCallback(async () => {
    try {
      const answer = await request(AccessTokensDocument, {});
      setMe(answer.me);
      setTokens(answer.accessTokens);
      setError(null);
    } catch (reason) {
      setError(describeError(reason));
    }
  }, [request]);
  useEffect(() => void refresh(), [refresh]);
  useOnReturn(refresh);
  usePageTitle("Access tokens");
  useTellViewer(me);
  const viewer = useViewer();
  if (!viewer && error === null) return <Waiting />;

  return (
    <CommandCenterProvider project={null}>
      <PageHeader isBelowProjects title="Access tokens" />
      <main className={styles.page} aria-busy={tokens === null}>
        <p className={styles.hint}>
          A program or an agent with a token acts as you, within the token's scopes. Its changes show the token's name.
        </p>
        <TokenForm onMade={refresh} />
        <ErrorNote error={error} />
        {tokens !== null && tokens.length > 0 && (
          <ul aria-label="Access tokens" className={styles.list}>
            {tokens.map((token) => (
              <TokenItem key={token.id} token={token} onRevoked={refresh} />
            ))}
          </ul>
        )}
        {tokens?.length === 0 && <p className={styles.hint}>You have no access tokens.</p>}
      </main>
    </CommandCenterProvider>
  );
}

const AccessTokensDocument = graphql(`
  query AccessTokens {
    me {
      id
      name
      email
    }
    accessTokens {
      ...TokenParts
    }
  }
`);
