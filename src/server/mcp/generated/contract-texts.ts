export const meText =
  "query Me{me{...UserParts}}fragment UserParts on User{id name email}";

export const projectsText =
  "query Projects($first:Int$after:String){projects(first:$first after:$after){nodes{id name seq viewerRole}edges{cursor}pageInfo{hasNextPage endCursor}totalCount}}";

export const boardText =
  "query Board($projectId:ID!$first:Int$after:String$filter:TaskFilter){project(id:$projectId){id name description version seq cursor viewerRole createdAt updatedAt present{user{...UserParts}focusedTaskId focusedField}labels{...LabelParts}members(first:100){nodes{id role joinedAt user{...UserParts}}totalCount}tasks(first:$first after:$after filter:$filter){nodes{...TaskParts}pageInfo{hasNextPage endCursor}totalCount}}}fragment UserParts on User{id name email}fragment LabelParts on Label{id name color version}fragment TaskParts on Task{id title description status priority position dueAt version commentCount createdAt updatedAt assignee{...UserParts}createdBy{...UserParts}labels{...LabelParts}}";

export const taskDetailText =
  "query TaskDetail($taskId:ID!$first:Int$after:String){task(id:$taskId){...TaskParts project{id name}comments(first:$first after:$after){nodes{...CommentParts}pageInfo{hasNextPage endCursor}totalCount}}}fragment TaskParts on Task{id title description status priority position dueAt version commentCount createdAt updatedAt assignee{...UserParts}createdBy{...UserParts}labels{...LabelParts}}fragment UserParts on User{id name email}fragment LabelParts on Label{id name color version}fragment CommentParts on Comment{id body version createdSeq createdAt updatedAt author{...UserParts}}";

export const historyText =
  "query History($projectId:ID!$first:Int$after:String){project(id:$projectId){activity(first:$first after:$after){nodes{__typename seq at actor{...UserParts}}pageInfo{hasNextPage endCursor}}}}fragment UserParts on User{id name email}";

export const createProjectText =
  "mutation CreateProject($input:CreateProjectInput!){createProject(input:$input){project{id name seq viewerRole}seq}}";

export const updateProjectText =
  "mutation UpdateProject($input:UpdateProjectInput!){updateProject(input:$input){__typename ...on UpdateProjectPayload{project{id name description version seq}seq clientMutationId}...on ProjectConflict{message expectedVersion currentVersion conflictingFields project{id name description version}}}}";

export const deleteProjectText =
  "mutation DeleteProject($input:DeleteProjectInput!){deleteProject(input:$input){projectId}}";

export const addMemberText =
  "mutation AddMember($input:AddMemberInput!){addMember(input:$input){member{id role user{...UserParts}}seq}}fragment UserParts on User{id name email}";

export const updateMemberRoleText =
  "mutation UpdateMemberRole($input:UpdateMemberRoleInput!){updateMemberRole(input:$input){member{id role user{id}}seq}}";

export const removeMemberText =
  "mutation RemoveMember($input:RemoveMemberInput!){removeMember(input:$input){userId seq}}";

export const createTaskText =
  "mutation CreateTask($input:CreateTaskInput!){createTask(input:$input){task{...TaskParts}seq clientMutationId}}fragment TaskParts on Task{id title description status priority position dueAt version commentCount createdAt updatedAt assignee{...UserParts}createdBy{...UserParts}labels{...LabelParts}}fragment UserParts on User{id name email}fragment LabelParts on Label{id name color version}";

export const updateTaskText =
  "mutation UpdateTask($input:UpdateTaskInput!){updateTask(input:$input){__typename ...on UpdateTaskPayload{mergedFields task{...TaskParts}seq clientMutationId}...on TaskConflict{message expectedVersion currentVersion conflictingFields task{...TaskParts}}}}fragment TaskParts on Task{id title description status priority position dueAt version commentCount createdAt updatedAt assignee{...UserParts}createdBy{...UserParts}labels{...LabelParts}}fragment UserParts on User{id name email}fragment LabelParts on Label{id name color version}";

export const updateTaskStatusText =
  "mutation UpdateTaskStatus($input:UpdateTaskStatusInput!){updateTaskStatus(input:$input){__typename ...on UpdateTaskStatusPayload{task{...TaskParts}seq clientMutationId}...on TaskConflict{message expectedVersion currentVersion conflictingFields task{...TaskParts}}}}fragment TaskParts on Task{id title description status priority position dueAt version commentCount createdAt updatedAt assignee{...UserParts}createdBy{...UserParts}labels{...LabelParts}}fragment UserParts on User{id name email}fragment LabelParts on Label{id name color version}";

export const moveTaskText =
  "mutation MoveTask($input:MoveTaskInput!){moveTask(input:$input){__typename ...on MoveTaskPayload{task{...TaskParts}seq clientMutationId}...on TaskConflict{message expectedVersion currentVersion conflictingFields task{...TaskParts}}}}fragment TaskParts on Task{id title description status priority position dueAt version commentCount createdAt updatedAt assignee{...UserParts}createdBy{...UserParts}labels{...LabelParts}}fragment UserParts on User{id name email}fragment LabelParts on Label{id name color version}";

export const deleteTaskText =
  "mutation DeleteTask($input:DeleteTaskInput!){deleteTask(input:$input){__typename ...on DeleteTaskPayload{taskId seq clientMutationId}...on TaskConflict{message expectedVersion currentVersion conflictingFields task{...TaskParts}}}}fragment TaskParts on Task{id title description status priority position dueAt version commentCount createdAt updatedAt assignee{...UserParts}createdBy{...UserParts}labels{...LabelParts}}fragment UserParts on User{id name email}fragment LabelParts on Label{id name color version}";

export const createCommentText =
  "mutation CreateComment($input:CreateCommentInput!){createComment(input:$input){comment{...CommentParts task{id version commentCount}}seq clientMutationId}}fragment CommentParts on Comment{id body version createdSeq createdAt updatedAt author{...UserParts}}fragment UserParts on User{id name email}";

export const updateCommentText =
  "mutation UpdateComment($input:UpdateCommentInput!){updateComment(input:$input){__typename ...on UpdateCommentPayload{mergedFields comment{...CommentParts}seq clientMutationId}...on CommentConflict{message expectedVersion currentVersion conflictingFields comment{...CommentParts}}}}fragment CommentParts on Comment{id body version createdSeq createdAt updatedAt author{...UserParts}}fragment UserParts on User{id name email}";

export const deleteCommentText =
  "mutation DeleteComment($input:DeleteCommentInput!){deleteComment(input:$input){commentId taskId task{id version commentCount}seq clientMutationId}}";

export const restoreTaskText =
  "mutation RestoreTask($input:RestoreTaskInput!){restoreTask(input:$input){task{...TaskParts}seq clientMutationId}}fragment TaskParts on Task{id title description status priority position dueAt version commentCount createdAt updatedAt assignee{...UserParts}createdBy{...UserParts}labels{...LabelParts}}fragment UserParts on User{id name email}fragment LabelParts on Label{id name color version}";

export const restoreCommentText =
  "mutation RestoreComment($input:RestoreCommentInput!){restoreComment(input:$input){comment{...CommentParts task{id version commentCount}}seq clientMutationId}}fragment CommentParts on Comment{id body version createdSeq createdAt updatedAt author{...UserParts}}fragment UserParts on User{id name email}";

export const createLabelText =
  "mutation CreateLabel($input:CreateLabelInput!){createLabel(input:$input){label{...LabelParts}seq clientMutationId}}fragment LabelParts on Label{id name color version}";

export const updateLabelText =
  "mutation UpdateLabel($input:UpdateLabelInput!){updateLabel(input:$input){__typename ...on UpdateLabelPayload{label{...LabelParts}seq clientMutationId}...on LabelConflict{message expectedVersion currentVersion conflictingFields label{...LabelParts}}}}fragment LabelParts on Label{id name color version}";

export const deleteLabelText =
  "mutation DeleteLabel($input:DeleteLabelInput!){deleteLabel(input:$input){__typename ...on DeleteLabelPayload{labelId seq clientMutationId}...on LabelConflict{message expectedVersion currentVersion conflictingFields label{...LabelParts}}}}fragment LabelParts on Label{id name color version}";

export const applyChangesText =
  "mutation ApplyChanges($input:ApplyChangesInput!){applyChanges(input:$input){seq clientMutationId results{__typename ...on ChangeRefused{code message path clientMutationId}...on VersionConflict{message expectedVersion currentVersion}...on TaskConflict{taskFields:conflictingFields task{...TaskParts}}...on CommentConflict{commentFields:conflictingFields comment{...CommentParts}}...on LabelConflict{labelFields:conflictingFields label{...LabelParts}}...on CreateTaskPayload{task{...TaskParts}seq clientMutationId}...on UpdateTaskPayload{mergedFields task{...TaskParts}seq clientMutationId}...on UpdateTaskStatusPayload{task{...TaskParts}seq clientMutationId}...on MoveTaskPayload{task{...TaskParts}seq clientMutationId}...on DeleteTaskPayload{taskId seq clientMutationId}...on RestoreTaskPayload{task{...TaskParts}seq clientMutationId}...on CreateCommentPayload{comment{...CommentParts}task{id version commentCount}seq clientMutationId}...on UpdateCommentPayload{comment{...CommentParts}task{id version commentCount}seq clientMutationId}...on DeleteCommentPayload{commentId task{id version commentCount}seq clientMutationId}...on RestoreCommentPayload{comment{...CommentParts}task{id version commentCount}seq clientMutationId}...on CreateLabelPayload{label{...LabelParts}seq clientMutationId}...on UpdateLabelPayload{label{...LabelParts}seq clientMutationId}...on DeleteLabelPayload{labelId seq clientMutationId}}}}fragment TaskParts on Task{id title description status priority position dueAt version commentCount createdAt updatedAt assignee{...UserParts}createdBy{...UserParts}labels{...LabelParts}}fragment UserParts on User{id name email}fragment LabelParts on Label{id name color version}fragment CommentParts on Comment{id body version createdSeq createdAt updatedAt author{...UserParts}}";

export const focusText =
  "mutation Focus($input:FocusInput!){focus(input:$input){projectId taskId field}}";

export const projectActivityText =
  "subscription ProjectActivity($projectId:ID!$after:String$since:Int$announce:Boolean){projectActivity(projectId:$projectId after:$after since:$since announce:$announce){__typename ...on Ready{seq cursor present{user{...UserParts}focusedTaskId focusedField}}...on Resync{seq cursor reason}...on PresenceJoined{user{...UserParts}}...on PresenceLeft{user{...UserParts}}...on PresenceChanged{user{...UserParts}focusedTaskId focusedField}...on Activity{seq at projectId clientMutationId actor{...UserParts}}...on ProjectCreated{project{id name description version}}...on TaskCreated{task{...TaskParts}}...on TaskUpdated{taskChanges task{...TaskParts}}...on TaskStatusChanged{from to task{...TaskParts}}...on TaskDeleted{taskId}...on TaskRestored{task{...TaskParts}}...on CommentCreated{comment{...CommentParts}task{id version commentCount}}...on CommentUpdated{comment{...CommentParts}task{id version commentCount}}...on CommentDeleted{commentId task{id version commentCount}}...on CommentRestored{comment{...CommentParts}task{id version commentCount}}...on LabelCreated{label{...LabelParts}}...on LabelUpdated{label{...LabelParts}}...on LabelDeleted{labelId}...on MemberAdded{member{id role user{...UserParts}}}...on MemberRoleChanged{member{id role user{...UserParts}}}...on MemberUpdated{member{id role user{...UserParts}}}...on MemberRemoved{user{...UserParts}}...on ProjectUpdated{project{id name description version}}...on ProjectDeleted{projectId}}}fragment UserParts on User{id name email}fragment TaskParts on Task{id title description status priority position dueAt version commentCount createdAt updatedAt assignee{...UserParts}createdBy{...UserParts}labels{...LabelParts}}fragment LabelParts on Label{id name color version}fragment CommentParts on Comment{id body version createdSeq createdAt updatedAt author{...UserParts}}";

export const changesText =
  "query Changes($projectId:ID!$after:String!$first:Int$wait:Int){project(id:$projectId){changes(after:$after first:$first wait:$wait){cursor resync{seq cursor reason}nodes{__typename seq at actor{...UserParts}}}}}fragment UserParts on User{id name email}";

export const deletedTasksText =
  "query DeletedTasks($projectId:ID!$first:Int$after:String){project(id:$projectId){deletedTasks(first:$first after:$after){nodes{...TaskParts}pageInfo{hasNextPage endCursor}}}}fragment TaskParts on Task{id title description status priority position dueAt version commentCount createdAt updatedAt assignee{...UserParts}createdBy{...UserParts}labels{...LabelParts}}fragment UserParts on User{id name email}fragment LabelParts on Label{id name color version}";

export const invitationsText =
  "query Invitations($projectId:ID!){project(id:$projectId){invitations{id email role expiresAt}}}";

export const ownInvitationsText =
  "query OwnInvitations{viewer{invitations{id projectName role expiresAt}}}";

export const inviteMemberText =
  "mutation InviteMember($input:InviteMemberInput!){inviteMember(input:$input){invitation{id email role expiresAt}link}}";

export const revokeInvitationText =
  "mutation RevokeInvitation($input:RevokeInvitationInput!){revokeInvitation(input:$input){invitationId}}";

export const acceptInvitationText =
  "mutation AcceptInvitation($input:AcceptInvitationInput!){acceptInvitation(input:$input){project{id name}}}";

export const noticesText =
  "query Notices($first:Int$after:String){viewer{unreadCount cursor notices(first:$first after:$after){nodes{...NoticeParts}pageInfo{hasNextPage endCursor}}}}fragment NoticeParts on Notice{__typename seq at actor{...UserParts}project{id name}...on TaskAssigned{taskId taskTitle}...on Mentioned{taskId taskTitle commentId excerpt}...on CommentedOnTask{taskId taskTitle commentId excerpt}}fragment UserParts on User{id name email}";

export const myTasksText =
  "query MyTasks($first:Int$after:String){myTasks(first:$first after:$after){nodes{...TaskParts project{id name}}pageInfo{hasNextPage endCursor}totalCount}}fragment TaskParts on Task{id title description status priority position dueAt version commentCount createdAt updatedAt assignee{...UserParts}createdBy{...UserParts}labels{...LabelParts}}fragment UserParts on User{id name email}fragment LabelParts on Label{id name color version}";

export const markNoticesReadText =
  "mutation MarkNoticesRead($input:MarkNoticesReadInput!){markNoticesRead(input:$input){unreadCount}}";

export const viewerActivityText =
  "subscription ViewerActivity($after:String){viewerActivity(after:$after){__typename ...on ViewerReady{seq cursor unreadCount}...on ViewerResync{seq cursor reason}...on Notice{...NoticeParts}...on NoticesRead{seq at upTo unreadCount}...on ProjectRenamed{project{id name}}}}fragment NoticeParts on Notice{__typename seq at actor{...UserParts}project{id name}...on TaskAssigned{taskId taskTitle}...on Mentioned{taskId taskTitle commentId excerpt}...on CommentedOnTask{taskId taskTitle commentId excerpt}}fragment UserParts on User{id name email}";

export const accessTokensText =
  "query AccessTokens{accessTokens{id name scopes projectIds expiresAt lastUsedAt createdAt}}";

export const createAccessTokenText =
  "mutation CreateAccessToken($input:CreateAccessTokenInput!){createAccessToken(input:$input){secret accessToken{id name scopes expiresAt}}}";

export const revokeAccessTokenText =
  "mutation RevokeAccessToken($input:RevokeAccessTokenInput!){revokeAccessToken(input:$input){accessTokenId}}";

export const webhooksText =
  "query Webhooks($projectId:ID!){project(id:$projectId){webhooks{id url state seq reason deliveries(first:20){nodes{seq at status durationMs attempt error}}}}}";

export const createWebhookText =
  "mutation CreateWebhook($input:CreateWebhookInput!){createWebhook(input:$input){secret webhook{id url state}}}";

export const updateWebhookText =
  "mutation UpdateWebhook($input:UpdateWebhookInput!){updateWebhook(input:$input){webhook{id url state}}}";

export const deleteWebhookText =
  "mutation DeleteWebhook($input:DeleteWebhookInput!){deleteWebhook(input:$input){webhookId}}";

export const redeliverText =
  "mutation Redeliver($input:RedeliverInput!){redeliver(input:$input){webhook{id state seq}}}";
