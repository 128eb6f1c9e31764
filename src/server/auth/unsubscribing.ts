import { createHmac, timingSafeEqual } from "node:crypto";
import { validate as isUuid } from "uuid";

/** Tokens by which the e-mails about notices end, without a sign-in. They allow nothing else, and do not expire. */
export interface Unsubscribing {
  /** Returns the token of an account. */
  createToken(accountId: string): string;
  /** Returns the account of a token; undefined for one that was made up, or with another secret. */
  findAccount(token: string): string | undefined;
}

export function createUnsubscribing(secret: string): Unsubscribing {
  const sign = (accountId: string) => createHmac("sha256", secret).update(`unsubscribe ${accountId}`).digest();
  return {
    createToken: (accountId) => `${accountId}.${sign(accountId).toString("base64url")}`,
    findAccount(token) {
      const [accountId = "", signature = ""] = token.split(".");
      if (!isUuid(accountId)) return undefined;
      const given = Buffer.from(signature, "base64url");
      const expected = sign(accountId);
      return given.length === expected.length && timingSafeEqual(given, expected) ? accountId : undefined;
    },
  };
}
