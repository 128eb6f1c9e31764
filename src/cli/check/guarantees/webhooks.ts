import { openReceiver } from "../client/receiver.ts";
import { CreateWebhookDocument, DeleteWebhookDocument } from "../generated/graphql.ts";
import { createTask, expectEqual, type Guarantee } from "./stage.ts";

/** Guarantees of webhooks. */
export const guaranteesOfWebhooks: readonly Guarantee[] = [
  {
    name: "a webhook receives each change, signed and in order, and again after an error",
    needs: "receiver",
    async prove(stage) {
      const { owner, receiverUrl: url, signal } = stage;
      if (url === null) throw new Error("There is no receiver.");
      const projectId = await stage.createProject();
      const receiver = await openReceiver(url);
      let webhookId: string | null = null;
      try {
        const { createWebhook } = await owner.expect(CreateWebhookDocument, { input: { projectId, url } });
        if (!createWebhook) throw new Error("the webhook has no answer");
        const { secret, webhook } = createWebhook;
        webhookId = webhook.id;
        receiver.fail(1);
        const made = [];
        for (let count = 0; count < 3; count += 1) made.push(await createTask({ ...stage, projectId }));
        const [first = "", ...others] = made.map(({ seq }) => `TaskCreated ${seq}`);
        await receiver.reach(4, signal);
        const { received } = receiver;
        const changes = received.slice(0, 4).map(({ change }) => change);
        expectEqual("what it receives", changes.join(), [first, first, ...others].join());
        expectEqual("the id of the second try", received[1]?.id, received[0]?.id);
        expectEqual("the count of wrong signatures", received.filter((each) => !each.isSignedBy(secret)).length, 0);
      } finally {
        if (webhookId !== null) await owner.request(DeleteWebhookDocument, { input: { webhookId } });
        await receiver.close();
      }
    },
  },
];
