import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import ConfigProvider from "antd/es/config-provider";
import enUS from "antd/es/locale/en_US";
import zhCN from "antd/es/locale/zh_CN";
import { StrictMode, useEffect } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter, Route, Routes } from "react-router";
import { Refusal } from "./client.ts";
import "./styles/console.css";
import { SignInPage } from "./pages/SignInPage.tsx";
import { orderDrafts } from "./parts/draft-queue.ts";
import { NoticesProvider } from "./parts/Notices.tsx";
import { Shell } from "./parts/Shell.tsx";
import { paths } from "./paths.ts";
import { draftsQuery, meQuery, taxonomyQuery, ticketQuery } from "./queries.ts";
import { SettingsProvider, useDark, useSettings, useText } from "./settings.tsx";
import { themeFor } from "./theme.ts";

/** A refusal is an answer: only silence is asked again. */
const readAgainMax = 2;

const client = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, { queryKey }) => {
      // A session that ended shows up wherever the next read is: who is signed in is then asked again, and the shell leads to the sign-in.
      if (error instanceof Refusal && error.status === 401 && queryKey !== meQuery.queryKey)
        void client.invalidateQueries(meQuery);
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) =>
        failures < readAgainMax && !(error instanceof Refusal && error.status >= 400 && error.status < 500),
    },
  },
});

/** The nonce under which the content security policy lets the component library insert its styles; the server writes it into the page. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";

function Console() {
  const { language } = useSettings();
  const { name } = useText();
  const dark = useDark();
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    document.documentElement.style.colorScheme = dark ? "dark" : "light";
    document.title = name;
  }, [language, dark, name]);
  return (
    <ConfigProvider
      csp={{ nonce }}
      locale={language === "zh" ? zhCN : enUS}
      wave={{ disabled: true }}
      button={{ autoInsertSpace: false }}
      theme={themeFor(dark)}
    >
      <NoticesProvider>
        <Routes>
          <Route path={paths.signIn()} element={<SignInPage />} />
          <Route path="*" element={<Shell />} />
        </Routes>
      </NoticesProvider>
    </ConfigProvider>
  );
}

/** Asks for what the first sight needs while the page is still being put together; its parts find the answers, or wait for the same ones. */
async function askEarly(): Promise<void> {
  if (location.pathname === paths.signIn()) return;
  void client.prefetchQuery(meQuery);
  if (location.pathname !== paths.today()) return;
  void client.prefetchQuery(taxonomyQuery);
  await client.prefetchQuery(draftsQuery);
  const [first] = orderDrafts(client.getQueryData(draftsQuery.queryKey)?.tickets ?? []);
  if (first) await client.prefetchQuery(ticketQuery(first.id));
}

void askEarly();
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <SettingsProvider>
      <QueryClientProvider client={client}>
        <BrowserRouter>
          <Console />
        </BrowserRouter>
      </QueryClientProvider>
    </SettingsProvider>
  </StrictMode>,
);
