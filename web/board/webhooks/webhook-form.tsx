import { useState } from "react";
import { Button } from "../design/button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { TextField } from "../design/field.tsx";
import { useSubmit } from "../design/use-submit.ts";
import { graphql } from "../generated/gql.ts";
import { useRequest } from "../requests/use-request.ts";
import { ShownOnce } from "../secrets/shown-once.tsx";
import styles from "./webhooks.module.css";

interface WebhookFormProps {
  readonly projectId: string;
  readonly onMade: () => Promise<void>;
}

/** Makes a webhook, and shows its secret once. */
export function WebhookForm({ projectId, onMade }: WebhookFormProps) {
  const request = useRequest();
  const [secret, setSecret] = useState<string | null>(null);

  const { isBusy, error, dismissError, onSubmit } = useSubmit(async (data, form) => {
    const input = { projectId, url: String(data.get("url")).trim() };
    const { createWebhook } = await request(CreateWebhookDocument, { input });
    form.reset();
    setSecret(createWebhook?.secret ?? null);
    await onMade();
  });

  return (
    <form className={styles.form} onSubmit={onSubmit}>
      <TextField
        label="Address"
        name="url"
        inputMode="url"
        autoComplete="off"
        placeholder="https://example.com/hook"
        dir="ltr"
        required
      />
      <ErrorNote error={error} onDismiss={dismissError} />
      <div>
        <Button type="submit" disabled={isBusy}>
          Add webhook
        </Button>
      </div>
      <div role="status">
        {secret !== null && (
          <ShownOnce
            label="Secret of the webhook"
            secret={secret}
            hint="The receiver checks each request with it, by a library for Standard Webhooks."
          />
        )}
      </div>
    </form>
  );
}

const CreateWebhookDocument = graphql(`
  mutation CreateWebhook($input: CreateWebhookInput!) {
    createWebhook(input: $input) {
      secret
      webhook {
        id
      }
    }
  }
`);
