import { EventEmitter, once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, it } from "vitest";
import { patience } from "../support/patience.ts";
import { inAllLooks } from "./all-looks.ts";
import { setScene } from "./scene.ts";

const scene = setScene("MEMBER", {}, { WEBHOOK_ALLOW_PRIVATE: "true" });
const arrivals = new EventEmitter();
const received: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
let receiver: Server;
let url: string;
/** Status of the answers that follow. */
let status = 204;

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    received.push({ headers: request.headers, body });
    response.writeHead(status).end();
    arrivals.emit("change");
  });
  await once(receiver.listen(0, "127.0.0.1"), "listening");
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
});

afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await once(receiver, "close");
});

async function reach(count: number): Promise<void> {
  const signal = AbortSignal.timeout(patience);
  while (received.length < count) await once(arrivals, "change", { signal });
}

it("an owner makes a webhook, checks its secret, sees why it is paused, resumes, redelivers and deletes it", async () => {
  const { ada, grace } = scene;
  const { page, panel } = ada;
  await scene.openBoard(ada, "/settings");
  await panel.getByRole("link", { name: "Webhooks" }).click();
  await panel.getByRole("heading", { name: "Webhooks" }).waitFor();
  await panel.getByLabel("Address").fill("ftp://example.com");
  await panel.getByRole("button", { name: "Add webhook" }).click();
  await panel
    .getByRole("alert")
    .getByText(/must begin with https:/)
    .waitFor();
  await panel.getByLabel("Address").fill(url);
  await panel.getByRole("button", { name: "Add webhook" }).click();
  const secret = await panel.getByLabel("Secret of the webhook").inputValue();
  const item = panel.getByRole("listitem", { name: url });
  await item.getByText("Active").waitFor();

  await scene.createTask("First");
  await reach(1);
  const [{ headers, body } = { headers: {}, body: "" }] = received;
  expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({ type: "TaskCreated" });
  status = 410;
  await scene.createTask("Second");
  await item.getByText("Paused").waitFor();
  await item.getByText("Latest deliveries").click();
  await item.getByText("refused (410)").waitFor();
  await inAllLooks(ada, "webhooks", "aside");
  await page.reload();
  await item.getByText("Paused").waitFor();
  expect(await page.content()).not.toContain(secret);

  status = 204;
  await item.getByRole("button", { name: `Resume ${url}` }).click();
  await item.getByText("Active").waitFor();
  await reach(3);
  const seq = Number(JSON.parse(received[2]?.body ?? "{}").extensions.seq);
  await item.getByText(`delivered up to change ${seq}`).waitFor();
  await item.getByText("Latest deliveries").click();
  await item
    .getByRole("button", { name: `Deliver again from change ${seq} on` })
    .first()
    .click();
  await reach(4);
  expect(JSON.parse(received[3]?.body ?? "{}").extensions.seq).toBe(seq);

  await item.getByRole("button", { name: `Delete ${url}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete webhook" }).click();
  await item.waitFor({ state: "detached" });

  await scene.openBoard(grace, "/settings");
  expect(await grace.panel.getByRole("link", { name: "Webhooks" }).count()).toBe(0);
  await scene.openBoard(grace, "/webhooks");
  await grace.panel.getByText("Webhooks are managed by the project's owners and admins.").waitFor();
});
