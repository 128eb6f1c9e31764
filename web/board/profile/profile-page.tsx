import { useState } from "react";
import type { User } from "../../../client/core/lockstep/index.ts";
import { NewPasswordField } from "../account/new-password-field.tsx";
import { readPageFacts } from "../account/page-facts.ts";
import { requireDone } from "../account/require-done.ts";
import { accounts } from "../account/session.ts";
import { useAskViewer, useTellViewer, useViewer } from "../account/viewer.ts";
import { Waiting } from "../account/waiting.tsx";
import { TextField } from "../design/field.tsx";
import { PageHeader } from "../design/page-header.tsx";
import { usePageTitle } from "../design/use-page-title.ts";
import { CommandCenterProvider } from "../palette/command-center.tsx";
import { ColorForm } from "./color-form.tsx";
import { DeviceChoices } from "./device-choices.tsx";
import { NoticeMails } from "./notice-mails.tsx";
import styles from "./profile.module.css";
import { ProfileForm } from "./profile-form.tsx";

/** Characters that the server takes. */
const longestName = 200;

/** The signed-in person's account, and what this device shows. */
export function ProfilePage() {
  usePageTitle("Profile");
  const viewer = useViewer();
  useAskViewer();
  if (!viewer) return <Waiting />;
  return (
    <CommandCenterProvider project={null}>
      <PageHeader isBelowProjects title="Profile" />
      <main className={styles.page}>
        <NameForm viewer={viewer} />
        <ColorForm viewer={viewer} />
        <PasswordForm />
        {readPageFacts().sendsMail && <NoticeMails />}
        <DeviceChoices />
      </main>
    </CommandCenterProvider>
  );
}

function NameForm({ viewer }: { readonly viewer: User }) {
  const [named, setNamed] = useState<User>();
  useTellViewer(named);

  async function rename(data: FormData): Promise<void> {
    const name = String(data.get("name")).trim();
    requireDone(await accounts.updateUser({ name }));
    setNamed({ ...viewer, name });
  }

  return (
    <ProfileForm title="Name" submitLabel="Save name" done="Saved. Others see it within seconds." submit={rename}>
      <TextField
        label="Your name"
        name="name"
        autoComplete="name"
        maxLength={longestName}
        defaultValue={viewer.name}
        pattern=".*\S.*"
        hint={viewer.email ? `You sign in as ${viewer.email}.` : undefined}
        required
      />
    </ProfileForm>
  );
}

function PasswordForm() {
  async function change(data: FormData, form: HTMLFormElement): Promise<void> {
    const currentPassword = String(data.get("current"));
    requireDone(await accounts.changePassword({ currentPassword, newPassword: String(data.get("password")) }));
    form.reset();
  }

  return (
    <ProfileForm
      title="Password"
      submitLabel="Change password"
      done="Changed. All other devices are signed out."
      submit={change}
    >
      <TextField label="Current password" name="current" type="password" autoComplete="current-password" required />
      <NewPasswordField label="New password" />
    </ProfileForm>
  );
}
