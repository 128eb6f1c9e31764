import { Button } from "../design/button.tsx";
import { ConfirmButton } from "../design/confirm-button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { useAction } from "../design/use-action.ts";
import { graphql } from "../generated/gql.ts";
import type { WebhookPartsFragment, WebhookState } from "../generated/graphql.ts";
import { useRequest } from "../requests/use-request.ts";
import { Deliveries } from "./deliveries.tsx";
import styles from "./webhooks.module.css";

interface WebhookItemProps {
  readonly webhook: WebhookPartsFragment;
  readonly onChanged: () => Promise<void>;
}

const stateNames: Readonly<Record<WebhookState, string>> = {
  ACTIVE: "Active",
  FAILING: "Failing",
  PAUSED: "Paused",
};

/** A webhook with its state, the reason of it, and its latest deliveries. */
export function WebhookItem({ webhook, onChanged }: WebhookItemProps) {
  const { id: webhookId, url, state, seq, reason, deliveries } = webhook;
  const request = useRequest();
  const isPaused = state === "PAUSED";
  const { run, isBusy, error, dismissError } = useAction(async () => {
    const input = { webhookId, state: isPaused ? ("ACTIVE" as const) : ("PAUSED" as const) };
    await request(UpdateWebhookDocument, { input });
    await onChanged();
  });

  async function remove(): Promise<void> {
    await request(DeleteWebhookDocument, { input: { webhookId } });
    await onChanged();
  }

  return (
    <li className={styles.webhook} aria-label={url}>
      <p className={styles.url} dir="ltr">
        {url}
      </p>
      <p className={styles.state} data-state={state}>
        <strong>{stateNames[state]}</strong> · {seq === 0 ? "nothing delivered yet" : `delivered up to change ${seq}`}
      </p>
      {reason != null && <p className={styles.reason}>{reason}</p>}
      <div className={styles.actions}>
        <Button
          small
          disabled={isBusy}
          aria-label={`${isPaused ? "Resume" : "Pause"} ${url}`}
          onClick={() => void run()}
        >
          {isPaused ? "Resume" : "Pause"}
        </Button>
        <ConfirmButton
          small
          look="quiet"
          aria-label={`Delete ${url}`}
          title="Delete the webhook?"
          consequence="Nothing more is posted to its address. Changes that it has not delivered are not posted later."
          confirmLabel="Delete webhook"
          onConfirm={remove}
        >
          Delete
        </ConfirmButton>
      </div>
      <ErrorNote error={error} onDismiss={dismissError} />
      <Deliveries webhookId={webhookId} deliveries={deliveries.nodes} onChanged={onChanged} />
    </li>
  );
}

const UpdateWebhookDocument = graphql(`
  mutation UpdateWebhook($input: UpdateWebhookInput!) {
    updateWebhook(input: $input) {
      webhook {
        id
        state
      }
    }
  }
`);

const DeleteWebhookDocument = graphql(`
  mutation DeleteWebhook($input: DeleteWebhookInput!) {
    deleteWebhook(input: $input) {
      webhookId
    }
  }
`);

graphql(`
  fragment WebhookParts on Webhook {
    id
    url
    state
    seq
    reason
    deliveries(first: 20) {
      nodes {
        ...DeliveryParts
      }
    }
  }
`);
