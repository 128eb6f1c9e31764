import { useState } from "react";
import { Route, Routes } from "react-router";
import { CheckMailPage } from "./account/check-mail-page.tsx";
import { ForgotPasswordPage } from "./account/forgot-password-page.tsx";
import { ResetPasswordPage } from "./account/reset-password-page.tsx";
import { invitationPath } from "./account/return-to.ts";
import { createSession } from "./account/session.ts";
import { SessionProvider } from "./account/session-context.ts";
import { SignInPage } from "./account/sign-in-page.tsx";
import { SignUpPage } from "./account/sign-up-page.tsx";
import { SignedIn } from "./account/signed-in.tsx";
import { UnsubscribePage } from "./account/unsubscribe-page.tsx";
import { VerifyEmailPage } from "./account/verify-email-page.tsx";
import { InvitationPage } from "./invitations/invitation-page.tsx";
import { LabelsPanel } from "./labels/labels-panel.tsx";
import { LowerCaseIds } from "./lower-case-ids.tsx";
import { MyTasksPage } from "./mine/my-tasks-page.tsx";
import { NotFoundPage } from "./not-found-page.tsx";
import { UnsavedPanel } from "./outbox/unsaved-panel.tsx";
import { ProfileRoute } from "./profile/profile-route.tsx";
import { DeletedRoute, HistoryRoute, MembersRoute, SettingsRoute, WebhooksRoute } from "./project/panel-routes.tsx";
import { ProjectPage } from "./project/project-page.tsx";
import { ProjectsPage } from "./projects/projects-page.tsx";
import { TaskRoute } from "./task/task-route.tsx";
import { TokensRoute } from "./tokens/tokens-route.tsx";

export function App() {
  const [session] = useState(createSession);
  return (
    <SessionProvider value={session}>
      <Routes>
        <Route path="/sign-in" element={<SignInPage />} />
        <Route path="/sign-up" element={<SignUpPage />} />
        <Route path="/check-mail" element={<CheckMailPage />} />
        <Route path="/verify-email" element={<VerifyEmailPage />} />
        <Route path="/forgot-password" element={<ForgotPasswordPage />} />
        <Route path="/reset-password" element={<ResetPasswordPage />} />
        <Route path="/unsubscribe" element={<UnsubscribePage />} />
        <Route element={<SignedIn />}>
          <Route index element={<ProjectsPage />} />
          <Route path="my-tasks" element={<MyTasksPage />} />
          <Route path="profile" element={<ProfileRoute />} />
          <Route path="access-tokens" element={<TokensRoute />} />
          <Route path={invitationPath} element={<InvitationPage />} />
          <Route
            path="projects/:projectId"
            element={
              <LowerCaseIds>
                <ProjectPage />
              </LowerCaseIds>
            }
          >
            <Route path="tasks/:taskId" element={<TaskRoute />} />
            <Route path="labels" element={<LabelsPanel />} />
            <Route path="members" element={<MembersRoute />} />
            <Route path="history" element={<HistoryRoute />} />
            <Route path="settings" element={<SettingsRoute />} />
            <Route path="webhooks" element={<WebhooksRoute />} />
            <Route path="deleted" element={<DeletedRoute />} />
            <Route path="unsaved" element={<UnsavedPanel />} />
          </Route>
          <Route path="*" element={<NotFoundPage />} />
        </Route>
      </Routes>
    </SessionProvider>
  );
}
