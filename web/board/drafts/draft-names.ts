/** Names under which drafts are kept. Each begins with its project, so that they are found when that is gone. */
export const draftNames = {
  newTask: (projectId: string, status: string) => `${projectId} new task ${status}`,
  newComment: (projectId: string, taskId: string) => `${projectId} new comment ${taskId}`,
  project: (projectId: string) => `${projectId} project`,
  all: (projectId: string) => `${projectId} `,
} as const;
