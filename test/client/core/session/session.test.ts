import { expect, it } from "vitest";
import { readToken, renewalTimeOf } from "../../../../client/core/session/read-token.ts";
import { createSession, type Session } from "../../../../client/core/session/session.ts";
import { signToken } from "../../../support/sign-token.ts";
import { createSteeredEnvironment } from "../steered-environment.ts";

const server = "http://127.0.0.1/graphql";
const { environment } = createSteeredEnvironment(20);

it("tells the account by issuer and subject, and each change of it", async () => {
  let token: string | null = await signToken("ada", { iss: "one" });
  const session = createSession({ server, getToken: () => token, environment });
  const kinds: string[] = [];
  session.subscribe((state) =>
    kinds.push("account" in state ? `${state.account.issuer} ${state.account.subject}` : state.kind),
  );
  for (const next of [
    await signToken("ada", { iss: "one" }),
    await signToken("ada", { iss: "one", name: "Renamed" }),
    await signToken("ada", { iss: "two" }),
    await signToken("Zoë", { iss: "two" }),
    null,
  ]) {
    token = next;
    await session.renew();
  }
  expect(kinds).toEqual(["one ada", "two ada", "two Zoë", "signed-out"]);
});

it("asks the app once for several requests, and not again before the renewal", async () => {
  let asked = 0;
  const getToken = () => {
    asked += 1;
    return signToken("ada", { iat: seconds(environment.now()), exp: seconds(environment.now()) + 20 });
  };
  const session = createSession({ server, getToken, environment });
  const grants = await Promise.all([session.obtain(), session.obtain(), session.renew()]);
  expect(new Set(grants).size).toBe(1);
  expect(await session.obtain()).toBe(grants[0]);
  expect(asked).toBe(1);
  const { renewAt } = grants[0] as { readonly renewAt: number };
  await new Promise((resolve) => environment.setTimer(renewAt - environment.now() + 1_000, () => resolve(null)));
  expect(await session.obtain()).not.toBe(grants[0]);
  expect(asked).toBe(2);
});

it.each<[string, () => string | null | Promise<string | null>, string]>([
  ["rejects", () => Promise.reject(new Error("Offline")), "Offline"],
  ["throws", () => JSON.parse("nonsense"), "Unexpected token"],
  ["never answers", () => new Promise(() => {}), "getToken did not answer within 10 s."],
  ["gives no JWT", () => "opaque", "The token names nobody."],
  ["gives a number", () => JSON.parse("7"), "The token names nobody."],
  ["gives an object", () => JSON.parse('{"token":"a.b.c"}'), "The token names nobody."],
])("an app that %s is asked again", async (_name, fault, reason) => {
  let isFaulty = true;
  const token = await signToken("ada");
  const session = createSession({ server, getToken: () => (isFaulty ? fault() : token), environment });
  expect(await session.obtain()).toMatchObject({ kind: "failed" });
  expect(session.state).toMatchObject({ kind: "failing", reason: expect.stringContaining(reason) });
  isFaulty = false;
  expect(await session.obtain()).toMatchObject({ kind: "token", token });
  expect(session.state.kind).toBe("signed-in");
});

it.each<[string, () => string | null | Promise<string | null>]>([
  ["null", () => null],
  ["undefined", () => [].at(0) as unknown as null],
  ["a promise of undefined", () => Promise.resolve([].at(0) as unknown as null)],
  ["an empty text", () => ""],
])("an app that answers with %s has nobody signed in", async (_name, getToken) => {
  for (const identify of [() => ({ issuer: "tokens", subject: "ada" }), undefined]) {
    const session = createSession({ server, getToken, identify, environment });
    expect(await session.obtain()).toEqual({ kind: "none" });
    expect(session.state).toEqual({ kind: "signed-out" });
  }
});

it.each<[string, (token: string) => { readonly issuer: string; readonly subject: string } | null, string]>([
  ["throws", () => JSON.parse("nonsense"), "Unexpected token"],
  ["throws a text", () => throwText("No name"), "No name"],
  ["names nobody", () => null, "The token names nobody."],
  ["answers with undefined", () => [].at(0) as unknown as null, "The token names nobody."],
])("an app whose `identify` %s is asked again", async (_name, fault, reason) => {
  let isFaulty = true;
  const person = { issuer: "tokens", subject: "ada" };
  const identify = (token: string) => (isFaulty ? fault(token) : person);
  const session = createSession({ server, getToken: () => "opaque", identify, environment });
  expect(await session.obtain()).toMatchObject({ kind: "failed" });
  expect(session.state).toMatchObject({ kind: "failing", reason: expect.stringContaining(reason) });
  isFaulty = false;
  expect(await session.obtain()).toMatchObject({ kind: "token", account: person });
});

it.each<[string, (session: Session) => Promise<unknown>]>([
  ["signed-out", (session) => session.obtain()],
  ["parked", park],
])("a session that is %s stays so while the app cannot be asked, so that a form stays", async (kind, reach) => {
  let getToken: () => Promise<string | null> = async () => (kind === "parked" ? signToken("ada") : null);
  const session = createSession({ server, getToken: () => getToken(), environment });
  await reach(session);
  const shown = session.state;
  expect(shown.kind).toBe(kind);
  getToken = () => Promise.reject(new Error("Offline"));
  expect(await session.renew()).toMatchObject({ kind: "failed" });
  expect(session.state).toBe(shown);
  getToken = () => signToken("ada", { jti: "after the sign-in" });
  await session.renew();
  expect(session.state.kind).toBe("signed-in");
});

it("a token of another form is identified by the app", async () => {
  const identify = (token: string) => ({ issuer: "tokens", subject: token.slice(0, 4) });
  const session = createSession({ server, getToken: () => "lst_secret", identify, environment });
  expect(await session.obtain()).toMatchObject({ account: { issuer: "tokens", subject: "lst_" } });
});

it("parks when two fresh tokens in a row are refused, and goes on when a later one is accepted", async () => {
  let asked = 0;
  const getToken = () => {
    asked += 1;
    return signToken("ada", { jti: String(asked) });
  };
  const session = createSession({ server, getToken, environment });
  await refuseToken(session);
  expect(session.state.kind).toBe("signed-in");
  await refuseToken(session);
  expect(session.state).toMatchObject({ kind: "parked", reason: "Signed out" });
  expect(await session.obtain()).toEqual({ kind: "none" });
  expect(asked).toBe(2);
  const grant = await session.renew();
  expect(grant.kind).toBe("token");
  session.accept(grant.kind === "token" ? grant.token : "");
  await refuseToken(session);
  expect(session.state.kind).toBe("signed-in");
});

/** The server refuses tokens until the session is parked. */
async function park(session: Session): Promise<void> {
  await refuseToken(session);
  await refuseToken(session);
}

async function refuseToken(session: Session): Promise<void> {
  const given = await session.obtain();
  session.refuse(given.kind === "token" ? given.token : "", "Signed out");
}

it("a token is renewed in time however wrong the clock is", async () => {
  const claims = (issuedAt: number | null, expiresAt: number | null) => ({
    issuer: "",
    subject: "a",
    issuedAt,
    expiresAt,
  });
  const now = 1_000_000_000;
  expect(renewalTimeOf(claims(now / 1_000, now / 1_000 + 900), now)).toBe(now + 870_000);
  expect(renewalTimeOf(claims(null, now / 1_000 + 10), now)).toBe(now + 8_000);
  // An hour slow, an hour fast.
  expect(renewalTimeOf(claims(now / 1_000, now / 1_000 + 900), now - 3_600_000)).toBe(now - 3_600_000 + 870_000);
  expect(renewalTimeOf(claims(now / 1_000, now / 1_000 + 900), now + 3_600_000)).toBe(now + 3_600_000 + 870_000);
  expect(renewalTimeOf(claims(null, now / 1_000 - 10), now)).toBe(now);
  expect(renewalTimeOf(claims(null, null), now)).toBe(Number.POSITIVE_INFINITY);
  expect(["", "a.b.c", "no", await signToken("")].map(readToken)).toEqual([null, null, null, null]);
});

function throwText(text: string): never {
  throw text;
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1_000);
}
