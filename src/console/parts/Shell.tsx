import { useQuery, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import { Component, type ReactNode, Suspense, useEffect, useRef } from "react";
import { Navigate, NavLink, Route, Routes, useLocation, useNavigate } from "react-router";
import type { MeView, TakeDuty } from "../../api/session.ts";
import type { StatusView } from "../../api/status.ts";
import { lastAreaName } from "../../domain/area.ts";
import { roleMay } from "../../domain/authority.ts";
import { Refusal, send } from "../client.ts";
import { followChanges } from "../live.ts";
import { paths } from "../paths.ts";
import { meQuery, statusQuery } from "../queries.ts";
import { type PageRoute, routes } from "../routes.tsx";
import { type Theme, useSettings, useText } from "../settings.tsx";
import { ProofDialog } from "./ProofDialog.tsx";
import { useRefusalNotice } from "./refusal-notice.ts";
import { Loaded, Message, OfflineBanner } from "./States.tsx";

/** Everything behind the sign-in: the menu, the page, and what keeps them up to date. */
export function Shell() {
  const me = useQuery(meQuery);
  if (me.error instanceof Refusal && me.error.status === 401) return <Navigate to={paths.signIn()} replace />;
  return <Loaded query={me}>{(signedIn) => <SignedIn me={signedIn} />}</Loaded>;
}

function SignedIn({ me }: { me: MeView }) {
  const text = useText();
  const client = useQueryClient();
  const { pathname } = useLocation();
  useEffect(() => followChanges(client), [client]);
  return (
    <div className="shell">
      <a className="skip" href="#page">
        {text.nav.skip}
      </a>
      <Menu me={me} />
      <ProofDialog />
      <main id="page" tabIndex={-1}>
        <OfflineBanner />
        <Crash key={pathname}>
          <Suspense fallback={<p role="status">{text.states.loading}</p>}>
            <Routes>
              {routes.map(({ path, needs, page: Page }) => (
                <Route
                  key={path}
                  path={path}
                  element={mayOpen(me, needs) ? <Page /> : <Message {...text.states.notYourPage} />}
                />
              ))}
              <Route path="*" element={<Message {...text.states.notFound} />} />
            </Routes>
          </Suspense>
        </Crash>
      </main>
    </div>
  );
}

function Menu({ me }: { me: MeView }) {
  const text = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { data: status } = useQuery(statusQuery);
  const { pathname } = useLocation();
  const row = useRef<HTMLElement>(null);
  // On a phone the row is longer than the screen: it shows where one is.
  useEffect(() => {
    const here = row.current?.querySelector(`[aria-current="page"][href="/${pathname.split("/")[1]}"]`);
    here?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [pathname]);
  const signOut = async () => {
    await send<void>("DELETE", "/api/session").catch(() => undefined);
    client.clear();
    await navigate(paths.signIn());
  };
  return (
    <header className="menu">
      <p className="brand">{text.name}</p>
      <nav ref={row} aria-label={text.nav.label}>
        {routes.map(
          ({ path, needs, menu }) =>
            menu &&
            mayOpen(me, needs) && (
              <NavLink key={path} to={path} end={path === paths.today()}>
                {text.nav[menu]}
                <Badge count={waitingFor(menu, status)} />
              </NavLink>
            ),
        )}
      </nav>
      <div className="menu-foot">
        <NavLink className="me" to={paths.account()} title={text.account.title}>
          {me.name} <small>{text.roles[me.role]}</small>
        </NavLink>
        <DutyChoice me={me} />
        <Choices />
        <Button size="small" type="text" onClick={() => void signOut()}>
          {text.nav.signOut}
        </Button>
      </div>
    </header>
  );
}

/** Whether a page would be shown anything: what is never theirs stands in nobody's way. */
function mayOpen({ role }: MeView, needs: PageRoute["needs"]): boolean {
  return needs === null || roleMay(role, needs);
}

/** How many things wait behind a word of the menu. */
function waitingFor(menu: string, status: StatusView | undefined): number {
  if (!status) return 0;
  const { drafts, uncertain, withheld, failed, parked, openQuestions, handed } = status.counts;
  if (menu === "today") return drafts;
  if (menu === "relay") return handed;
  return menu === "pending" ? uncertain + withheld + failed + parked + openQuestions : 0;
}

function Badge({ count }: { count: number }) {
  return count > 0 ? <span className="badge">{count > 99 ? "99+" : count}</span> : null;
}

/** Which duty somebody acts under, where they have more than their own. */
function DutyChoice({ me }: { me: MeView }) {
  const { staff, roles } = useText();
  const client = useQueryClient();
  const refused = useRefusalNotice();
  if (me.duties.length < 2) return null;
  const take = (grantId: string) =>
    send<void>("POST", "/api/session/duty", { grantId: grantId || null } satisfies TakeDuty)
      // What was read under the other duty is not this one's.
      .then(() => client.resetQueries(), refused);
  return (
    <select aria-label={staff.actAs} value={me.grantId ?? ""} onChange={({ target }) => void take(target.value)}>
      {me.duties.map(({ grantId, role, areaPath, standsInFor }) => (
        <option key={grantId} value={grantId ?? ""}>
          {`${standsInFor ? staff.standsInFor(standsInFor) : grantId === null ? staff.ownDuty : roles[role]} · ${lastAreaName(areaPath)}`}
        </option>
      ))}
    </select>
  );
}

/** Language and theme. */
function Choices() {
  const text = useText();
  const { language, setLanguage, theme, setTheme } = useSettings();
  return (
    <>
      <Button size="small" type="text" onClick={() => setLanguage(language === "zh" ? "en" : "zh")}>
        {text.language.switchTo}
      </Button>
      <select aria-label={text.theme.label} value={theme} onChange={({ target }) => setTheme(target.value as Theme)}>
        {(["auto", "light", "dark"] as const).map((one) => (
          <option key={one} value={one}>
            {text.theme[one]}
          </option>
        ))}
      </select>
    </>
  );
}

/** Keeps the menu when a page breaks, and says what to do. */
class Crash extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <Crashed /> : this.props.children;
  }
}

function Crashed() {
  const { states } = useText();
  return (
    <Message {...states.crashed}>
      <Button onClick={() => window.location.reload()}>{states.refresh}</Button>
    </Message>
  );
}
