import { expect } from "vitest";
import { given } from "../../support/board.ts";
import { codeOf } from "../../support/code-of.ts";
import {
  CreateWebhookDocument,
  DeleteWebhookDocument,
  RedeliverDocument,
  UpdateWebhookDocument,
  WebhooksDocument,
} from "../../support/generated/graphql.ts";
import type { Person } from "../../support/person.ts";
import type { Scenarios } from "./scenario.ts";

/** A name that leads nowhere. */
const url = "https://hooks.invalid/lockstep";

export const webhookScenarios = {
  async Webhooks({ board, ada, grace }) {
    const id = await create(ada, board.projectId);
    const { project } = await ada.expect(WebhooksDocument, { projectId: board.projectId });
    expect(project?.webhooks).toEqual([{ id, url, state: "ACTIVE", seq: 2, reason: null, deliveries: { nodes: [] } }]);
    const { data, errors } = await grace.request(WebhooksDocument, { projectId: board.projectId });
    expect(data).toEqual({ project: { webhooks: null } });
    expect(errors).toMatchObject([{ path: ["project", "webhooks"], extensions: { code: "FORBIDDEN" } }]);
  },

  async CreateWebhook({ board, ada, grace, stranger }) {
    const input = { projectId: board.projectId, url };
    const { createWebhook } = await ada.expect(CreateWebhookDocument, { input });
    expect(given(createWebhook).secret).toMatch(/^whsec_/);
    expect(given(createWebhook).webhook).toEqual({ id: expect.any(String), url, state: "ACTIVE" });
    expect(codeOf(await grace.request(CreateWebhookDocument, { input }))).toBe("FORBIDDEN");
    expect(codeOf(await stranger.request(CreateWebhookDocument, { input }))).toBe("NOT_FOUND");
    const toPrivate = { ...input, url: "http://127.0.0.1:9/" };
    expect(codeOf(await ada.request(CreateWebhookDocument, { input: toPrivate }))).toBe("BAD_USER_INPUT");
  },

  async UpdateWebhook({ board, ada }) {
    const webhookId = await create(ada, board.projectId);
    const other = "https://other.invalid/";
    const { updateWebhook } = await ada.expect(UpdateWebhookDocument, {
      input: { webhookId, url: other, state: "PAUSED" },
    });
    expect(updateWebhook).toEqual({ webhook: { id: webhookId, url: other, state: "PAUSED" } });
    const failing = { webhookId, state: "FAILING" } as const;
    expect(codeOf(await ada.request(UpdateWebhookDocument, { input: failing }))).toBe("BAD_USER_INPUT");
  },

  async Redeliver({ board, ada }) {
    const webhookId = await create(ada, board.projectId);
    await ada.expect(UpdateWebhookDocument, { input: { webhookId, state: "PAUSED" } });
    const { redeliver } = await ada.expect(RedeliverDocument, { input: { webhookId, after: 1 } });
    expect(redeliver).toEqual({ webhook: { id: webhookId, state: "ACTIVE", seq: 1 } });
    const beyond = { webhookId, after: 3 };
    expect(codeOf(await ada.request(RedeliverDocument, { input: beyond }))).toBe("BAD_USER_INPUT");
  },

  async DeleteWebhook({ board, ada }) {
    const input = { webhookId: await create(ada, board.projectId) };
    expect(await ada.expect(DeleteWebhookDocument, { input })).toEqual({ deleteWebhook: input });
    expect(codeOf(await ada.request(DeleteWebhookDocument, { input }))).toBe("NOT_FOUND");
  },
} satisfies Scenarios;

async function create(person: Person, projectId: string): Promise<string> {
  const { createWebhook } = await person.expect(CreateWebhookDocument, { input: { projectId, url } });
  return given(createWebhook).webhook.id;
}
