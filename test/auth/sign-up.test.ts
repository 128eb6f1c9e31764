import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { confirm, createMailScene, letPass, newPassword, password, someAddress, tokenOf } from "./mail-scene.ts";

const scene = await createMailScene();
const { server, mailServer, sent, ask, signUp, signIn, verify, signUpUnverified, signUpVerified } = scene;

afterAll(() => scene.close());
afterEach(() => {
  vi.useRealTimers();
});

describe("a person who signs up", () => {
  it("is let in once the address is confirmed, and not before", async () => {
    const email = someAddress();
    const answer = await signUp(email);
    expect([answer.status, answer.body, answer.cookies]).toMatchObject([200, { token: null, user: { email } }, []]);
    const letter = await mailServer.letter(email);
    expect(letter).toMatchObject({ from: '"The board" <board@example.com>', subject: confirm });

    expect((await signIn(email)).body).toMatchObject({ code: "EMAIL_NOT_VERIFIED" });
    expect(await verify(tokenOf(letter.link("/verify-email")))).toMatchObject({ status: 200, cookies: [] });
    expect(await signIn(email)).toMatchObject({ status: 200, body: { user: { email, emailVerified: true } } });
  });

  it("leads with a link to the page of the public address, whose token browsers send to nobody", async () => {
    const email = someAddress();
    await signUp(email);
    const { origin, pathname, search, hash } = new URL((await mailServer.letter(email)).link("/verify-email"));
    expect({ origin, pathname, search }).toEqual({
      origin: "http://localhost:4000",
      pathname: "/verify-email",
      search: "",
    });
    expect(hash).toMatch(/^#[\w.-]+$/);
  });

  it("cannot have others write to strangers", async () => {
    const email = someAddress();
    await signUp(email, password, "You won: https://evil.example");
    expect((await mailServer.letter(email)).text).not.toMatch(/won|evil/);
  });

  it("is answered alike whether the address has an account or not; only its owner is told", async () => {
    const [fresh, verified, unverified] = [someAddress(), await signUpVerified(), await signUpUnverified()];
    const answers = [await signUp(fresh, newPassword), await signUp(verified, newPassword)];
    answers.push(await signUp(unverified, newPassword));
    expect(answers.map(({ status, cookies }) => [status, cookies])).toEqual(answers.map(() => [200, []]));
    expect(new Set(answers.map(({ body }) => shapeOf(body))).size).toBe(1);

    expect((await mailServer.letter(fresh)).subject).toBe(confirm);
    for (const email of [verified, unverified]) {
      const letter = await mailServer.letter(email);
      expect(letter.subject).toBe("You have an account already");
      expect([letter.link("/sign-in"), letter.link("/forgot-password")]).toEqual(expect.any(Array));
    }
    expect((await signIn(verified, newPassword)).status).toBe(401);
    expect((await signIn(verified)).status).toBe(200);
  });
});

describe("a link that confirms an address", () => {
  it("holds once", async () => {
    const email = someAddress();
    await signUp(email);
    const token = tokenOf((await mailServer.letter(email)).link("/verify-email"));
    expect((await verify(token)).status).toBe(200);
    expect(await verify(token)).toMatchObject({ status: 401, body: { message: "This link was used before." } });
  });

  it("holds for 24 hours", async () => {
    const email = someAddress();
    await signUp(email);
    const token = tokenOf((await mailServer.letter(email)).link("/verify-email"));
    letPass(24 * 60 + 1);
    expect(await verify(token)).toMatchObject({ status: 401, body: { code: "TOKEN_EXPIRED" } });
    letPass(-2);
    expect((await verify(token)).status).toBe(200);
  });

  it("is none when it was made up, or made for an account that is gone", async () => {
    const email = someAddress();
    await signUp(email);
    const token = tokenOf((await mailServer.letter(email)).link("/verify-email"));
    await server.database.prisma.authUser.delete({ where: { email } });
    await signUp(email);
    for (const none of [token, `${token}x`, "", "none"]) expect((await verify(none)).status).toBe(401);
    expect((await signIn(email)).body).toMatchObject({ code: "EMAIL_NOT_VERIFIED" });
  });

  it("can be asked for again, with the same answer for addresses that have none", async () => {
    const [stranger, verified, unverified] = [someAddress(), await signUpVerified(), await signUpUnverified()];
    const emails = [stranger, verified, unverified];
    const answers = await Promise.all(emails.map((email) => ask("/auth/send-verification-email", { email })));
    expect(answers).toEqual(answers.map(() => ({ status: 200, body: { status: true }, cookies: [], session: null })));
    const letter = await mailServer.letter(unverified);
    expect((await verify(tokenOf(letter.link("/verify-email")))).status).toBe(200);
    expect(sent.has(stranger)).toBe(false);
    expect(sent.get(verified)).toEqual([confirm]);
  });

  it("comes again with the first sign-in that knows the password, and with no other", async () => {
    const [stranger, unverified] = [someAddress(), await signUpUnverified()];
    const refusals = await Promise.all([signIn(stranger, "wrong horse"), signIn(unverified, "wrong horse")]);
    expect(refusals[0]).toEqual(refusals[1]);
    expect(refusals[0]?.status).toBe(401);
    expect([sent.get(stranger), sent.get(unverified)]).toEqual([undefined, [confirm]]);
    expect((await signIn(unverified)).status).toBe(403);
    expect((await mailServer.letter(unverified)).subject).toBe(confirm);
  });
});

/** Part of an answer that is equal for everybody: the keys in their order, and the kinds of values. */
function shapeOf(body: unknown): string {
  return JSON.stringify(body, (_key, value) => (typeof value === "object" ? value : typeof value));
}
