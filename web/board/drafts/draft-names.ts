/** By what each draft is kept: one for each thing that can be edited. */
export const draftNames = {
  task: (taskId: string) => `task ${taskId}`,
  newComment: (taskId: string) => `new comment ${taskId}`,
  comment: (commentId: string) => `comment ${commentId}`,
  project: (projectId: string) => `project ${projectId}`,
} as const;
