import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateAccessTokenDocument,
  CreateTaskDocument,
  ProjectDocument,
  RevokeAccessTokenDocument,
} from "../generated/graphql.ts";
import { expectCode, expectEqual, type Guarantee, watching } from "./stage.ts";

/** Milliseconds for which a token counts that the check could not revoke. */
const lifetime = 3_600_000;

/** Milliseconds after which a revoked token must count no more: 10 s, and some for the way. */
const revocationLimit = 12_000;

/** Guarantees of access tokens. */
export const guaranteesOfTokens: readonly Guarantee[] = [
  {
    name: "an access token does what its scopes and projects allow, and nothing once it is revoked",
    needs: "account",
    async prove(stage) {
      const { deployment, owner, projectId } = stage;
      const elsewhere = await stage.createProject();
      const expiresAt = new Date(Date.now() + lifetime).toISOString();
      const input = { name: "Lockstep check", scopes: ["READ" as const], projectIds: [projectId], expiresAt };
      const { createAccessToken } = await owner.expect(CreateAccessTokenDocument, { input });
      if (!createAccessToken) throw new Error("the token has no answer");
      const { secret, accessToken } = createAccessToken;
      const read = (id: string) => deployment.request(ProjectDocument, { projectId: id }, secret);
      const revocation = { input: { accessTokenId: accessToken.id } };
      let revokedAt = 0;
      try {
        await watching(stage, { ...owner, findToken: async () => secret }, {}, async ({ next, ended }) => {
          await next();
          expectEqual("the project that it reads", (await read(projectId)).data?.project !== null, true);
          expectCode(await read(elsewhere), "NOT_FOUND");
          const written = { input: { projectId, title: "Made by the check" } };
          expectCode(await deployment.request(CreateTaskDocument, written, secret), "FORBIDDEN");
          await owner.expect(RevokeAccessTokenDocument, revocation);
          revokedAt = performance.now();
          expectEqual("the code of the socket's close", await ended(), "4401");
        });
        let answer = await read(projectId);
        while (!answer.errors && performance.now() - revokedAt < revocationLimit) {
          await sleep(250, undefined, { signal: stage.signal });
          answer = await read(projectId);
        }
        expectCode(answer, "UNAUTHENTICATED");
      } finally {
        await owner.request(RevokeAccessTokenDocument, revocation);
      }
    },
  },
];
