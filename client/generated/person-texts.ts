export const inboxPageText =
  "query InboxPage($first:Int!$after:String){viewer{unreadCount readThrough cursor notices(first:$first after:$after){nodes{...NoticeParts}pageInfo{hasNextPage endCursor}}}}fragment NoticeParts on Notice{__typename seq at actor{...UserParts}project{id name}...on TaskAssigned{taskId taskTitle}...on Mentioned{taskId taskTitle commentId excerpt}...on CommentedOnTask{taskId taskTitle commentId excerpt}}fragment UserParts on User{id name email}";

export const markNoticesReadText =
  "mutation MarkNoticesRead($input:MarkNoticesReadInput!){markNoticesRead(input:$input){unreadCount}}";

export const personEventsText =
  "subscription PersonEvents($after:String){viewerActivity(after:$after){__typename ...on ViewerReady{seq cursor unreadCount}...on ViewerResync{seq cursor reason}...on Notice{...NoticeParts}...on NoticesRead{seq upTo unreadCount}...on ProjectRenamed{project{id name}}}}fragment NoticeParts on Notice{__typename seq at actor{...UserParts}project{id name}...on TaskAssigned{taskId taskTitle}...on Mentioned{taskId taskTitle commentId excerpt}...on CommentedOnTask{taskId taskTitle commentId excerpt}}fragment UserParts on User{id name email}";

export const projectBellText =
  "subscription ProjectBell($projectId:ID!){projectActivity(projectId:$projectId announce:false){__typename}}";

export const projectListText =
  "query ProjectList($first:Int!$after:String){page:projects(first:$first after:$after){nodes{id name description viewerRole members(first:5){nodes{id user{...UserParts}}totalCount}openTasks:tasks(first:0 filter:{status:[BACKLOG TODO IN_PROGRESS IN_REVIEW]}){totalCount}}pageInfo{hasNextPage endCursor}}}fragment UserParts on User{id name email}";

export const myTaskListText =
  "query MyTaskList($first:Int!$after:String){page:myTasks(first:$first after:$after){nodes{...TaskParts project{id name}}pageInfo{hasNextPage endCursor}}}fragment TaskParts on Task{id title description status priority position dueAt version commentCount createdAt updatedAt assignee{...UserParts}createdBy{...UserParts}labels{...LabelParts}}fragment UserParts on User{id name email}fragment LabelParts on Label{id name color version}";
