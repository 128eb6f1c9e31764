import { z } from "zod";
import type { WebhookState as webhookStates } from "../src/database/generated/enums.ts";
import {
  type WebhookDelivery as DeliveryShape,
  type Webhook as WebhookShape,
  webhookLimits,
} from "../src/model/webhook.ts";
import { listWebhooks } from "../src/operations/list-webhooks.ts";
import { requireRole } from "../src/operations/roles.ts";
import {
  type CreatedWebhook,
  createWebhook,
  deleteWebhook,
  redeliver,
  updateWebhook,
} from "../src/operations/webhooks.ts";
import { builder } from "./builder.ts";
import { pageArgs, toConnection, toPageRequest } from "./connection.ts";
import { Project } from "./project.ts";
import { filledText, id, neverNull } from "./text.ts";

const { perProject, url, deliveries } = webhookLimits;

const WebhookState = builder.enumType("WebhookState", {
  description: "State of a webhook.",
  values: {
    ACTIVE: { description: "Every change is delivered." },
    PAUSED: { description: "Nothing is delivered until somebody sets `ACTIVE` or calls `redeliver`." },
    FAILING: {
      description: "The receiver does not take the next change. It is tried again for 72 hours, then paused.",
    },
  } satisfies Record<keyof typeof webhookStates, object>,
});

const WebhookDelivery = builder.objectRef<DeliveryShape>("WebhookDelivery").implement({
  description: "An attempt to deliver a change.",
  fields: (t) => ({
    seq: t.exposeInt("seq", { description: "Number of the change." }),
    at: t.expose("at", { type: "DateTime", description: "When the attempt began." }),
    attempt: t.exposeInt("attempt", { description: "From 1 for each change." }),
    status: t.exposeInt("status", {
      nullable: true,
      description: "HTTP status of the answer; 200 to 299 takes the change. Null: there was no answer.",
    }),
    durationMs: t.exposeInt("durationMs", { description: "Milliseconds until the answer or the failure." }),
    error: t.exposeString("error", { nullable: true, description: "Why it failed, where the status does not tell." }),
  }),
});

const deliveryKeys = z.tuple([z.int32().positive()]);

const Webhook = builder.objectRef<WebhookShape>("Webhook").implement({
  description:
    "Posts every change of a project to an address, in order and at least once, signed by the Standard Webhooks specification.",
  fields: (t) => ({
    id: t.exposeID("id"),
    url: t.exposeString("url"),
    state: t.expose("state", { type: WebhookState }),
    seq: t.exposeInt("seq", { description: "Number of the last change that was delivered." }),
    reason: t.exposeString("reason", {
      nullable: true,
      description: "Why it fails or was paused; null: it does not, or a person paused it.",
    }),
    deliveries: t.field({
      type: builder.connectionObject({ type: WebhookDelivery, name: "WebhookDeliveryConnection" }),
      description: `The newest ${deliveries} attempts, the newest first.`,
      args: pageArgs(),
      resolve: async (webhook, args, { loaders }) => {
        const request = toPageRequest(args, deliveryKeys);
        return toConnection(await loaders.webhookDeliveries(request)(webhook.id), request, {
          toKeys: ({ number }) => [number],
          toNode: (delivery) => delivery,
          totalCount: () => loaders.webhookDeliveryCount(webhook.id),
        });
      },
    }),
  }),
});

builder.objectField(Project, "webhooks", (t) =>
  t.field({
    type: [Webhook],
    nullable: true,
    description: `For those who manage the project, ADMIN or OWNER; FORBIDDEN for others. At most ${perProject}, in the order in which they were made.`,
    extensions: { cost: { listLength: perProject, statements: 1 } },
    resolve: async ({ id: projectId }, _args, context) => {
      requireRole((await context.requireProject(projectId)).viewerRole, "ADMIN");
      return [...(await context.loaders.each(listWebhooks)(projectId))];
    },
  }),
);

/** The address is checked by the operation, which knows whether it may be private. */
const address = filledText(url);

builder.mutationField("createWebhook", (t) =>
  t.field({
    type: builder.objectRef<CreatedWebhook>("CreateWebhookPayload").implement({
      fields: (t) => ({
        secret: t.exposeString("secret", {
          description: "Shown this once: `whsec_` and a key in Base64, by which the receiver checks signatures.",
        }),
        webhook: t.expose("webhook", { type: Webhook }),
      }),
    }),
    nullable: true,
    description: `Posts the changes from now on. A project has at most ${perProject} webhooks; they outlive the role of their maker.`,
    args: {
      input: t.arg({
        required: true,
        type: builder.inputType("CreateWebhookInput", {
          fields: (t) => ({
            projectId: t.id({ required: true, validate: id }),
            url: t.string({
              required: true,
              validate: address,
              description:
                "Begins with https:// or http://. Private addresses are refused, unless the server allows them.",
            }),
          }),
        }),
      }),
    },
    resolve: (_root, { input }, { webhooks }) => createWebhook(webhooks, input),
  }),
);

builder.mutationField("updateWebhook", (t) =>
  t.field({
    type: changedWebhook("UpdateWebhookPayload"),
    nullable: true,
    description: "Changes the address, pauses the webhook, or has it go on where it stopped.",
    args: {
      input: t.arg({
        required: true,
        type: builder.inputType("UpdateWebhookInput", {
          validate: neverNull("url", "state"),
          fields: (t) => ({
            webhookId: t.id({ required: true, validate: id }),
            url: t.string({ validate: address }),
            state: t.field({
              type: WebhookState,
              validate: z.enum(["ACTIVE", "PAUSED"], { error: "must be ACTIVE or PAUSED." }),
            }),
          }),
        }),
      }),
    },
    resolve: async (_root, { input }, { webhooks }) => {
      // The parts are no null and no FAILING, whatever the types say.
      const { webhookId, url, state } = input as Parameters<typeof updateWebhook>[1];
      return { webhook: await updateWebhook(webhooks, { webhookId, url, state }) };
    },
  }),
);

builder.mutationField("redeliver", (t) =>
  t.field({
    type: changedWebhook("RedeliverPayload"),
    nullable: true,
    description: "Delivers all changes after a number again, in order. A paused webhook goes on.",
    args: {
      input: t.arg({
        required: true,
        type: builder.inputType("RedeliverInput", {
          fields: (t) => ({
            webhookId: t.id({ required: true, validate: id }),
            after: t.int({ required: true, validate: z.int().min(0, "must not be negative.") }),
          }),
        }),
      }),
    },
    resolve: async (_root, { input }, { webhooks }) => ({ webhook: await redeliver(webhooks, input) }),
  }),
);

builder.mutationField("deleteWebhook", (t) =>
  t.field({
    type: builder.objectRef<{ readonly webhookId: string }>("DeleteWebhookPayload").implement({
      fields: (t) => ({ webhookId: t.exposeID("webhookId") }),
    }),
    nullable: true,
    description: "Deletes it with its deliveries.",
    args: {
      input: t.arg({
        required: true,
        type: builder.inputType("DeleteWebhookInput", {
          fields: (t) => ({ webhookId: t.id({ required: true, validate: id }) }),
        }),
      }),
    },
    resolve: async (_root, { input: { webhookId } }, { webhooks }) => {
      await deleteWebhook(webhooks, webhookId);
      return { webhookId };
    },
  }),
);

function changedWebhook(name: string) {
  return builder.objectRef<{ readonly webhook: WebhookShape }>(name).implement({
    fields: (t) => ({ webhook: t.expose("webhook", { type: Webhook }) }),
  });
}
