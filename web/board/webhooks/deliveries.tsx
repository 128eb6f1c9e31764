import { Button } from "../design/button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { formatTime } from "../design/format-time.ts";
import { useAction } from "../design/use-action.ts";
import { graphql } from "../generated/gql.ts";
import type { DeliveryPartsFragment } from "../generated/graphql.ts";
import { useRequest } from "../requests/use-request.ts";
import styles from "./webhooks.module.css";

interface DeliveriesProps {
  readonly webhookId: string;
  /** The newest first. */
  readonly deliveries: readonly DeliveryPartsFragment[];
  readonly onChanged: () => Promise<void>;
}

/** Attempts to deliver changes, each of which can be delivered again with those after it. */
export function Deliveries({ webhookId, deliveries, onChanged }: DeliveriesProps) {
  const request = useRequest();
  const { run, isBusy, error, dismissError } = useAction(async (seq: number) => {
    await request(RedeliverDocument, { input: { webhookId, after: seq - 1 } });
    await onChanged();
  });
  if (deliveries.length === 0) return null;
  return (
    <details>
      <summary>Latest deliveries</summary>
      <ErrorNote error={error} onDismiss={dismissError} />
      <ul className={styles.deliveries}>
        {deliveries.map((delivery) => (
          <li key={`${delivery.seq} ${delivery.attempt} ${delivery.at}`} className={styles.delivery}>
            <span>
              <strong>Change {delivery.seq}</strong>
              {delivery.attempt > 1 && `, try ${delivery.attempt}`}: {describeOutcome(delivery)}
              <span className={styles.hint}>
                {" "}
                {formatTime(delivery.at)}, {delivery.durationMs} ms
              </span>
            </span>
            <Button
              small
              look="quiet"
              disabled={isBusy}
              aria-label={`Deliver again from change ${delivery.seq} on`}
              title="Deliver again from this change on"
              onClick={() => void run(delivery.seq)}
            >
              Redeliver
            </Button>
          </li>
        ))}
      </ul>
    </details>
  );
}

function describeOutcome({ status, error }: DeliveryPartsFragment): string {
  if (error != null) return error;
  return status != null && status >= 200 && status < 300 ? `taken (${status})` : `refused (${status})`;
}

const RedeliverDocument = graphql(`
  mutation Redeliver($input: RedeliverInput!) {
    redeliver(input: $input) {
      webhook {
        id
        seq
      }
    }
  }
`);

graphql(`
  fragment DeliveryParts on WebhookDelivery {
    seq
    at
    attempt
    status
    durationMs
    error
  }
`);
