import type { FastifyPluginAsync } from "fastify";
import type { PrismaClient } from "../../database/generated/client.ts";
import type { RateLimits } from "../limits/rate-limits.ts";
import { type FindOrigin, networkOf } from "../request/read-request.ts";
import type { Unsubscribing } from "./unsubscribing.ts";

/** Address of the link in e-mails about notices. Browsers get a page of the board there. */
export const unsubscribePath = "/unsubscribe";

export interface UnsubscribeOptions {
  readonly prisma: Pick<PrismaClient, "authUser">;
  readonly unsubscribing: Pick<Unsubscribing, "findAccount">;
  readonly rateLimits: Pick<RateLimits, "accountRequests">;
  readonly findOrigin: FindOrigin;
}

/**
 * A Fastify plugin: `POST /unsubscribe?token=…` ends the e-mails about notices of the token's account, as RFC 8058 has
 * it. The board posts it for a person, mail programs of their own accord, with a body that says nothing. A link that is
 * only opened changes nothing: mail is opened by programs too.
 */
export const unsubscribeRoute: FastifyPluginAsync<UnsubscribeOptions> = async (app, options) => {
  const { prisma, unsubscribing, rateLimits, findOrigin } = options;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, payload, done) => {
    payload.resume();
    done(null);
  });

  app.post<{ Querystring: { token?: string | string[] } }>(unsubscribePath, async ({ query, raw }, reply) => {
    await rateLimits.accountRequests.take(networkOf(findOrigin(raw).address));
    const id = unsubscribing.findAccount(String(query.token));
    if (id === undefined) return reply.code(400).send({ message: "This link is not complete." });
    await prisma.authUser.updateMany({ where: { id, mailsNotices: true }, data: { mailsNotices: false } });
    return reply.code(204).send();
  });
};
