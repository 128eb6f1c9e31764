import { defineCommand } from "citty";
import { SignJWT } from "jose";
import { type OutsideIssuer, readConfig } from "../config/config.ts";
import { readWholeNumber } from "./run-command-line.ts";
import { withApp } from "./with-app.ts";

export const token = defineCommand({
  meta: { name: "token", description: "Print a signed token for development" },
  args: {
    email: { type: "string", description: "E-mail of an own account, or with --subject the claim email" },
    subject: { type: "string", description: "Claim sub of a token of the outside issuer of AUTH_JWT_SECRET" },
    name: { type: "string", description: "Claim name, with --subject" },
    hours: { type: "string", valueHint: "n", default: "12", description: "Hours until it expires" },
  },
  async run({ args: { email, subject, name, hours } }) {
    const lifetimeSeconds = readWholeNumber("hours", hours, 1, 8_760) * 3_600;
    if (subject !== undefined) {
      console.log(await signOutsideToken(readConfig().outsideIssuer, subject, { email, name }, lifetimeSeconds));
    } else if (email === undefined) {
      throw new Error("Name the person by --email or --subject.");
    } else if (name !== undefined) {
      throw new Error("--name needs --subject: an own account has its name.");
    } else {
      await withApp(async ({ accounts }) => {
        if (!(await accounts.exists(email.toLowerCase()))) throw new Error(`No own account has the e-mail ${email}.`);
        console.log(await accounts.issueToken({ email, lifetimeSeconds }));
      });
    }
  },
});

async function signOutsideToken(
  outside: OutsideIssuer | null,
  subject: string,
  claims: { readonly email: string | undefined; readonly name: string | undefined },
  lifetimeSeconds: number,
): Promise<string> {
  if (!outside || !("secret" in outside.keys)) {
    throw new Error("AUTH_JWT_SECRET must be set to sign a token for a --subject; --email alone means an own account.");
  }
  const now = Math.floor(Date.now() / 1_000);
  const jwt = new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).setSubject(subject);
  if (outside.issuer !== undefined) jwt.setIssuer(outside.issuer);
  if (outside.audience !== undefined) jwt.setAudience(outside.audience);
  return jwt
    .setIssuedAt(now)
    .setExpirationTime(now + lifetimeSeconds)
    .sign(new TextEncoder().encode(outside.keys.secret));
}
