import type { FastifyInstance } from "fastify";
import { decodeJson } from "./decode-json.ts";

/** Has the routes of `app` take JSON that `decodeJson` takes, and answer 400 for any other. A body that `mayBeEmpty` is undefined. */
export function acceptJson(app: FastifyInstance, { mayBeEmpty }: { readonly mayBeEmpty: boolean }): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body: Buffer, done) => {
    if (mayBeEmpty && body.length === 0) return done(null, undefined);
    try {
      void parse(request, decodeJson(body), done);
    } catch (error) {
      done(error as Error);
    }
  });
}
