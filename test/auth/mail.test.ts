import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, expect, it } from "vitest";
import { startAuthServer } from "../support/auth-server.ts";
import { startMailServer } from "../support/mail-server.ts";
import { confirm, createMailScene, createSender, password, someAddress, tokenOf } from "./mail-scene.ts";

const scene = await createMailScene();
const { databaseUrl, server, mailServer, sent, ask, signUp, signIn, verify, signUpUnverified } = scene;

afterAll(() => scene.close());

it("A mail server that never answers holds nobody up, and what it lost can be asked for again", async () => {
  const silent = createServer();
  const connected = once(silent, "connection");
  await once(silent.listen(0, "127.0.0.1"), "listening");
  const { port } = silent.address() as AddressInfo;
  const sender = createSender(`smtp://127.0.0.1:${port}`);
  const held = await startAuthServer(databaseUrl, null, sender);
  const email = someAddress();
  const person = { name: "Ann", email, password };

  expect((await held.post("/auth/sign-up/email", person)).status).toBe(200);
  const [socket] = await connected;
  // Had the answer waited for the mail, it would have been given up by now.
  expect(socket.destroyed).toBe(false);
  socket.destroy();
  await once(silent.close(), "close");

  const back = await startMailServer({ port });
  expect((await held.post("/auth/send-verification-email", { email })).status).toBe(200);
  expect((await verify(tokenOf((await back.letter(email)).link("/verify-email")))).status).toBe(200);
  expect((await signIn(email)).status).toBe(200);
  await held.close();
  await sender.close();
  await back.close();
});

it("counts mails to an address by kind, so that a flood of one kind keeps none of another from its owner", async () => {
  const email = await signUpUnverified();
  for (let asked = 1; asked <= 10; asked += 1) await ask("/auth/send-verification-email", { email });
  expect((await signUp(email)).status).toBe(200);
  await ask("/auth/request-password-reset", { email });
  const subjects: Record<string, number> = { [confirm]: 1 };
  // They overtake each other.
  while (Object.values(subjects).reduce((sum, count) => sum + count) < 7) {
    const { subject } = await mailServer.letter(email);
    subjects[subject] = (subjects[subject] ?? 0) + 1;
  }
  expect(subjects).toEqual({ [confirm]: 5, "You have an account already": 1, "Choose a new password": 1 });
});

it("Without a mail server whoever signs up is let in at once, as ever, and nothing can be reset", async () => {
  const plain = await startAuthServer(databaseUrl);
  const email = someAddress();
  const answer = await plain.post("/auth/sign-up/email", { name: "Ann", email, password });
  expect(await answer.json()).toMatchObject({ token: expect.any(String), user: { email } });
  expect((await plain.post("/auth/sign-up/email", { name: "Ann", email, password })).status).toBe(422);
  expect((await plain.post("/auth/request-password-reset", { email })).status).toBe(400);
  expect((await plain.post("/auth/send-verification-email", { email })).status).toBe(400);
  await plain.close();
});

it("An account that the server itself makes needs no mail", async () => {
  const email = someAddress();
  const attempts = [1, 2, 3].map(() => server.accounts.signUp({ name: "Demo", email, password }));
  const results = await Promise.all(attempts);
  expect(results.filter(({ created }) => created)).toHaveLength(1);
  expect((await signIn(email)).status).toBe(200);
  expect(sent.has(email)).toBe(false);
});
