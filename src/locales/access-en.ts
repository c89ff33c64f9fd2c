import type { accessZh } from "./access-zh.ts";
import { countEn as count } from "./count-en.ts";

/** What the console says about who somebody is, in English. */
export const accessEn: typeof accessZh = {
  roles: { grid: "Grid staff", dispatcher: "Dispatcher", party: "Handling party", admin: "Admin", auditor: "Auditor" },
  signIn: {
    title: "Sign in",
    entering: "Signing in…",
    account: "Account",
    password: "Password",
    code: "Code",
    show: "Show the password",
    enter: "Sign in",
    noLink: {
      what: "The first time takes a one-time link.",
      todo: "Ask an admin for one (page Staff); on your own machine, starting Linli prints one. A password is set on page My account.",
    },
  },
  proof: {
    title: "Is it still you?",
    hint: "Personal data, exports and rights take a proof within ten minutes.",
    field: "Password or code",
    confirm: "Confirm",
  },
  account: {
    title: "My account",
    setPassword: "Set a password",
    changePassword: "Change the password",
    passwordHint: (chars) =>
      `At least ${chars} characters of any kind; four unrelated words do well. A new password ends every other session.`,
    newPassword: "New password",
    save: "Save",
    passwordSet: "Saved. From now on account and password sign you in.",
    secondFactor: "Second factor",
    hasFactor: (left) => `On, with ${count(left, "recovery code")} left.`,
    noFactor: "Off. With it, a password alone signs nobody in.",
    setFactor: "Set up",
    renewFactor: "Use another phone",
    factorHint: "Add an account in your authenticator with this key, then type the six digits it shows.",
    openAuthenticator: "Open in an authenticator on this device",
    confirmFactor: "Done",
    factorSet: "The second factor is on.",
    dropFactor: "Turn the second factor off",
    dropFactorHint: "A password alone will sign you in.",
    factorDropped: "The second factor is off.",
    recoveryTitle: "Recovery codes",
    recoveryHint:
      "Shown only now. Each stands in for a code once, when the phone is lost. Write them down, not on that phone.",
    sessions: "Where you are signed in",
    here: "Here",
    lastUsed: (ago) => `Last used ${ago}`,
    endSession: "End",
    endOthers: "Sign out everywhere else",
    endOthersHint: "Every browser but this one has to sign in again.",
    sessionEnded: "Ended.",
  },
};
