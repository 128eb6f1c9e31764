import { useState } from "react";
import { Button } from "../design/button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { Select, TextField } from "../design/field.tsx";
import { useSubmit } from "../design/use-submit.ts";
import { graphql } from "../generated/gql.ts";
import type { TokenScope } from "../generated/graphql.ts";
import { useRequest } from "../requests/use-request.ts";
import { ShownOnce } from "../secrets/shown-once.tsx";
import { scopeNames } from "./scope-names.ts";
import styles from "./tokens.module.css";

/** Lives of tokens, in days; 0: until it is revoked. */
const lives = [
  [30, "30 days"],
  [90, "90 days"],
  [365, "A year"],
  [0, "Until it is revoked"],
] as const;

const day = 24 * 3_600_000;

/** Makes a token, and shows it once. */
export function TokenForm({ onMade }: { readonly onMade: () => Promise<void> }) {
  const request = useRequest();
  const [made, setMade] = useState<{ readonly name: string; readonly secret: string } | null>(null);

  const { isBusy, error, dismissError, onSubmit } = useSubmit(async (data, form) => {
    const days = Number(data.get("days"));
    const input = {
      name: String(data.get("name")).trim(),
      scopes: data.getAll("scope") as TokenScope[],
      expiresAt: days === 0 ? null : new Date(Date.now() + days * day).toISOString(),
    };
    const { createAccessToken } = await request(CreateAccessTokenDocument, { input });
    form.reset();
    setMade(createAccessToken && { name: createAccessToken.accessToken.name, secret: createAccessToken.secret });
    await onMade();
  });

  return (
    <form className={styles.form} aria-label="New access token" onSubmit={onSubmit}>
      <div className={styles.row}>
        <TextField
          label="Name"
          name="name"
          maxLength={100}
          autoComplete="off"
          hint="Others see it beside your name."
          required
        />
        <Select label="Expires after" name="days" defaultValue={90}>
          {lives.map(([days, words]) => (
            <option key={days} value={days}>
              {words}
            </option>
          ))}
        </Select>
      </div>
      <fieldset className={styles.scopes}>
        <legend>It may</legend>
        {Object.entries(scopeNames).map(([scope, words]) => (
          <label key={scope}>
            <input type="checkbox" name="scope" value={scope} defaultChecked={scope === "READ"} /> {words}
          </label>
        ))}
      </fieldset>
      <ErrorNote error={error} onDismiss={dismissError} />
      <div>
        <Button type="submit" look="primary" disabled={isBusy}>
          Make token
        </Button>
      </div>
      <div role="status">
        {made && (
          <ShownOnce
            label={`Token ${made.name}`}
            secret={made.secret}
            hint="Programs send it as a Bearer token. Whoever has it can act as you: store it as you would a password."
          />
        )}
      </div>
    </form>
  );
}

const CreateAccessTokenDocument = graphql(`
  mutation CreateAccessToken($input: CreateAccessTokenInput!) {
    createAccessToken(input: $input) {
      secret
      accessToken {
        id
        name
      }
    }
  }
`);
