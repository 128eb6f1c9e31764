import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { createMailScene, letPass, newPassword, password, someAddress } from "./mail-scene.ts";

const scene = await createMailScene();
const { server, mailServer, sent, ask, signIn, reset, forget, signUpUnverified, signUpVerified } = scene;

afterAll(() => scene.close());
afterEach(() => {
  vi.useRealTimers();
});

describe("a person who forgot the password", () => {
  it("chooses a new one by mail, which ends all sessions", async () => {
    const email = await signUpVerified();
    const sessions = [await signIn(email), await signIn(email)].map(({ session }) => `Bearer ${session}`);
    const token = await forget(email);
    expect(await reset(token)).toMatchObject({ status: 200, cookies: [] });
    for (const authorization of sessions) {
      expect((await fetch(`${server.url}/auth/token`, { headers: { authorization } })).status).toBe(401);
    }
    expect((await signIn(email)).status).toBe(401);
    expect((await signIn(email, newPassword)).status).toBe(200);
  });

  it("has with it confirmed the address, whoever signed up with it", async () => {
    const email = await signUpUnverified();
    await reset(await forget(email));
    expect((await signIn(email)).status).toBe(401);
    expect((await signIn(email, newPassword)).status).toBe(200);
  });

  it("gets the answer that everybody gets", async () => {
    const [stranger, known] = [someAddress(), await signUpVerified()];
    const answers = await Promise.all([stranger, known].map((email) => ask("/auth/request-password-reset", { email })));
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.status).toBe(200);
    expect((await mailServer.letter(known)).subject).toBe("Choose a new password");
    expect(sent.has(stranger)).toBe(false);
  });

  it("uses a link once, however many try at the same moment, and with it all that were sent before", async () => {
    const email = await signUpVerified();
    const [older, token] = [await forget(email), await forget(email)];
    const attempts = await Promise.all([1, 2, 3].map((n) => reset(token, `${newPassword} ${n}`)));
    expect(attempts.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
    for (const spent of [token, older]) {
      expect(await reset(spent, password)).toMatchObject({ status: 400, body: { code: "INVALID_TOKEN" } });
    }
    const winner = attempts.findIndex(({ status }) => status === 200) + 1;
    expect((await signIn(email, `${newPassword} ${winner}`)).status).toBe(200);
  });

  it("has an hour", async () => {
    const [early, late] = [await forget(await signUpVerified()), await forget(await signUpVerified())];
    letPass(59);
    expect((await reset(early)).status).toBe(200);
    letPass(2);
    expect(await reset(late)).toMatchObject({ status: 400, body: { code: "INVALID_TOKEN" } });
  });

  it("keeps the link when the new password is too short or too long", async () => {
    const token = await forget(await signUpVerified());
    expect(await reset(token, "short")).toMatchObject({ status: 400, body: { code: "PASSWORD_TOO_SHORT" } });
    expect(await reset(token, "p".repeat(129))).toMatchObject({ status: 400, body: { code: "PASSWORD_TOO_LONG" } });
    expect((await reset(token)).status).toBe(200);
  });

  it("has a link that the database does not tell", async () => {
    const token = await forget(await signUpVerified());
    const stored = await server.database.prisma.authVerification.findMany();
    expect(stored.length).toBeGreaterThan(0);
    expect(JSON.stringify(stored)).not.toContain(token);
  });
});
