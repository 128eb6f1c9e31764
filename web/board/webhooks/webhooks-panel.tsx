import { useCallback, useEffect, useState } from "react";
import { describeError } from "../design/describe-error.ts";
import { ErrorNote } from "../design/error-note.tsx";
import { SidePanel } from "../design/side-panel.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { useOnReturn } from "../design/use-on-return.ts";
import { graphql } from "../generated/gql.ts";
import type { WebhookPartsFragment } from "../generated/graphql.ts";
import { canManage, useOpenProject } from "../project/project-context.ts";
import { useRequest } from "../requests/use-request.ts";
import { WebhookForm } from "./webhook-form.tsx";
import { WebhookItem } from "./webhook-item.tsx";
import styles from "./webhooks.module.css";

/** Milliseconds between two looks at the deliveries while the panel is open: no event tells of them. */
const lookInterval = 3_000;

/** Addresses to which the project's changes are posted. */
export function WebhooksPanel() {
  const { projectId, viewerRole, path } = useOpenProject();
  return (
    <SidePanel title="Webhooks" parent={path}>
      {canManage(viewerRole) ? (
        <Webhooks projectId={projectId} />
      ) : (
        <p>Webhooks are managed by the project's owners and admins.</p>
      )}
    </SidePanel>
  );
}

function Webhooks({ projectId }: { readonly projectId: string }) {
  const request = useRequest();
  const [webhooks, setWebhooks] = useState<readonly WebhookPartsFragment[] | null>(null);
  const [error, setError] = useState<string | null>(null);

  const refresh = useCallback(async () => {
    try {
      const { project } = await request(WebhooksDocument, { projectId });
      setWebhooks(project?.webhooks ?? []);
      setError(null);
    } catch (reason) {
      setError(describeError(reason));
    }
  }, [request, projectId]);
  useEffect(() => {
    void refresh();
    const timer = setInterval(() => void (document.hidden || refresh()), lookInterval);
    return () => clearInterval(timer);
  }, [refresh]);
  useOnReturn(refresh);

  return (
    <div className={styles.section}>
      <p className={styles.hint}>
        A webhook posts every change of this project to an address, in order, signed with a secret of its own.
      </p>
      <WebhookForm projectId={projectId} onMade={refresh} />
      <ErrorNote error={error} />
      {webhooks === null && error === null && <Skeleton height="6rem" />}
      {webhooks !== null && webhooks.length > 0 && (
        <ul aria-label="Webhooks" className={styles.list}>
          {webhooks.map((webhook) => (
            <WebhookItem key={webhook.id} webhook={webhook} onChanged={refresh} />
          ))}
        </ul>
      )}
    </div>
  );
}

const WebhooksDocument = graphql(`
  query Webhooks($projectId: ID!) {
    project(id: $projectId) {
      id
      webhooks {
        ...WebhookParts
      }
    }
  }
`);
