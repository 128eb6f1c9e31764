import { randomUUID } from "node:crypto";
import { GraphQLError } from "graphql";
import type { RedisPubSub } from "graphql-redis-subscriptions";
import { jwtVerify } from "jose";
import { LRUCache } from "lru-cache";
import type { PrismaClient, User } from "../../../src/database/generated/client.ts";

export interface Context {
  readonly prisma: PrismaClient;
  readonly pubsub: RedisPubSub;
  readonly user: User;
  readonly address: string;
  readonly userAgent: string | null;
}

/** Milliseconds for which a token's user is remembered, as by Lockstep. */
const rememberedFor = 30_000;

/** Verifies a token and finds its user, who is made at the first visit. */
export function createAuthenticate(
  prisma: PrismaClient,
  jwtSecret: string,
): (authorization: string | undefined) => Promise<User> {
  const secret = new TextEncoder().encode(jwtSecret);
  const users = new LRUCache<string, User>({ max: 10_000, ttl: rememberedFor, fetchMethod: findUser });

  async function findUser(authorization: string): Promise<User> {
    const { sub, email, name } = await verify(authorization.replace(/^Bearer /, ""), secret);
    const issuer = "outside";
    const found = await prisma.user.findUnique({ where: { issuer_subject: { issuer, subject: sub } } });
    return found ?? prisma.user.create({ data: { id: randomUUID(), issuer, subject: sub, email, name } });
  }

  return (authorization = "") => users.forceFetch(authorization);
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
