/** Types of the objects that entities hold, by field. A list with pages holds none. */
export const heldTypes: Readonly<Record<string, string>> = {
  "author": "User",
  "task": "Task",
  "user": "User",
  "changes": "ProjectChanges",
  "invitations": "Invitation",
  "labels": "Label",
  "present": "Present",
  "webhooks": "Webhook",
  "assignee": "User",
  "createdBy": "User",
  "project": "Project"
};