import type { Mailer } from "../../mail/mailer.ts";
import type { Digest, DigestMails } from "../../model/digest.ts";
import type { Notice } from "../../model/notices.ts";
import { unsubscribePath } from "./unsubscribe-route.ts";
import type { Unsubscribing } from "./unsubscribing.ts";

/** The e-mails name tasks and people, and hold nothing of what comments and descriptions say. */
export function createDigestMails(
  publicUrl: string,
  mailer: Mailer,
  { createToken }: Pick<Unsubscribing, "createToken">,
): DigestMails {
  const { origin, host } = new URL(publicUrl);

  function describe(notice: Notice): string {
    const { actor, project } = notice;
    const path = `/projects/${project.id}`;
    switch (notice.type) {
      case "AddedToProject":
        return `${actor.name} added you to the project ${project.name}.\n  ${origin}${path}`;
      case "RemovedFromProject":
        return `${actor.name} removed you from the project ${project.name}.`;
      case "TaskAssigned":
      case "Mentioned":
      case "CommentedOnTask":
        return `${actor.name} ${deeds[notice.type]} “${notice.taskTitle}” (${project.name}).\n  ${origin}${path}/tasks/${notice.taskId}`;
    }
  }

  return {
    send({ accountId, email, notices, count }: Digest) {
      const unsubscribe = `${origin}${unsubscribePath}?token=${createToken(accountId)}`;
      const more = count - notices.length;
      const entries = notices.map((notice) => `- ${describe(notice)}`);
      return mailer.deliver(email, {
        kind: "digest",
        subject: count === 1 ? "You have an unread notice" : `You have ${count} unread notices`,
        text: `New for you on Lockstep at ${host}:

${entries.join("\n\n")}${more > 0 ? `\n\nand ${more} more at ${origin}/` : ""}

You get this since nobody has read these notices on the board. No more such e-mails:

${unsubscribe}
`,
        unsubscribe,
      });
    },
  };
}

const deeds = {
  TaskAssigned: "assigned you",
  Mentioned: "mentioned you in",
  CommentedOnTask: "commented on",
} as const;
