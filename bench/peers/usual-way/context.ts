import { randomUUID } from "node:crypto";
import { GraphQLError } from "graphql";
import type { RedisPubSub } from "graphql-redis-subscriptions";
import { jwtVerify } from "jose";

import type { PrismaClient, User } from "../../../src/database/generated/client.ts";

export interface Context {
  readonly prisma: PrismaClient;
  readonly pubsub: RedisPubSub;
  readonly user: User;
  readonly address: string;
  readonly userAgent: string | null;
}

/** Verifies the token of each request and finds its user, who is made at the first visit. */
export function createAuthenticate(
  prisma: PrismaClient,
  jwtSecret: string,
): (authorization: string | undefined) => Promise<User> {
  const secret = new TextEncoder().encode(jwtSecret);
  return async (authorization = "") => {
    const { sub, email, name } = await verify(authorization.replace(/^Bearer /, ""), secret);
    const issuer = "outside";
    const found = await prisma.user.findUnique({ where: { issuer_subject: { issuer, subject: sub } } });
    return found ?? prisma.user.create({ data: { id: randomUUID(), issuer, subject: sub, email, name } });
  };
}

async function verify(token: string, secret: Uint8Array) {
  try {
    const { payload } = await jwtVerify(token, secret, { algorithms: ["HS256"], requiredClaims: ["exp", "sub"] });
    return { sub: String(payload.sub), email: String(payload["email"]), name: String(payload["name"]) };
  } catch {
    throw new GraphQLError("The token is not valid.", {
      extensions: { code: "UNAUTHENTICATED", http: { status: 401 } },
    });
  }
}

export function notFound(): GraphQLError {
  return new GraphQLError("Not found.", { extensions: { code: "NOT_FOUND" } });
}
