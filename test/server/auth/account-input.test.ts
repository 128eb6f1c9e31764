import { afterAll, describe, expect, it } from "vitest";
import { createMailScene, password, someAddress } from "../../auth/mail-scene.ts";
import { isLongRun } from "../../support/long-run.ts";

const scene = await createMailScene();
const { ask, mailServer, signIn, signUp, signUpVerified } = scene;
afterAll(() => scene.close());

/** Ways to type an address. */
const typed: readonly (readonly [how: string, type: (email: string) => string])[] = [
  ["with a space behind it", (email) => `${email} `],
  ["with spaces around it", (email) => `  ${email}  `],
  ["with a tab before it and a line's end behind it", (email) => `\t${email}\r\n`],
  ["with a no-break space behind it", (email) => `${email}\u00a0`],
  ["in capitals", (email) => email.toUpperCase()],
  ["in capitals, with a space before it", (email) => ` ${email.toUpperCase()}`],
];

/** Ways that `npm test` takes on every path; the others must sign in. */
const everywhere: ReadonlySet<string> = new Set([
  "with a no-break space behind it",
  "in capitals, with a space before it",
]);

describe.each(typed)("an e-mail address %s", (how, type) => {
  it("signs in", async () => {
    const email = await signUpVerified();
    expect(await signIn(type(email))).toMatchObject({ status: 200, body: { user: { email } } });
    expect(await signIn(type(email), "wrong horse")).toMatchObject({ status: 401 });
  });

  if (!isLongRun && !everywhere.has(how)) return;

  it("signs up, and is the same account as without", async () => {
    const email = someAddress();
    expect(await signUp(type(email))).toMatchObject({ status: 200, body: { user: { email } } });
    expect((await mailServer.letter(email)).subject).toBe("Confirm your address");
    await signUp(email);
    expect((await mailServer.letter(email)).subject).toBe("You have an account already");
  });

  it("is sent what it asks for", async () => {
    const email = someAddress();
    await signUp(email);
    await mailServer.letter(email);
    expect(await ask("/auth/send-verification-email", { email: type(email) })).toMatchObject({ status: 200 });
    expect((await mailServer.letter(email)).subject).toBe("Confirm your address");
    expect(await ask("/auth/request-password-reset", { email: type(email) })).toMatchObject({ status: 200 });
    expect((await mailServer.letter(email)).subject).toBe("Choose a new password");
  });
});

describe("a password", () => {
  const tooLong = {
    status: 400,
    body: { code: "PASSWORD_TOO_LONG", message: "Password is longer than 128 characters." },
  };

  it.each([8, 127, 128])("with %i characters signs up and in", async (length) => {
    const email = someAddress();
    const chosen = "p".repeat(length);
    expect((await signUp(email, chosen)).status).toBe(200);
    expect((await signIn(email, chosen)).body).toMatchObject({ code: "EMAIL_NOT_VERIFIED" });
    expect((await signIn(email, chosen.slice(1))).status).toBeOneOf([400, 401]);
  });

  it.each([129, 200, 100_000])("with %i characters is refused on every path and never cut", async (length) => {
    const email = await signUpVerified();
    const long = password.padEnd(length, "x");
    expect(await signUp(someAddress(), long)).toMatchObject(tooLong);
    expect(await signIn(email, long)).toMatchObject(tooLong);
    expect(await ask("/auth/reset-password", { token: "x", newPassword: long })).toMatchObject(tooLong);
    const change = { currentPassword: password, newPassword: long };
    expect(await ask("/auth/change-password", change)).toMatchObject(tooLong);
    expect(await ask("/auth/change-password", { currentPassword: long, newPassword: password })).toMatchObject(tooLong);
    expect((await signIn(email)).status).toBe(200);
  });
});
