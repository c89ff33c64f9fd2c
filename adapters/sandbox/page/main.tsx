import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createChatStore } from "./chat-store.ts";
import { App } from "./parts/App.tsx";
import { SandboxProvider } from "./sandbox-context.tsx";
import "./styles/base.css";
import "./styles/groups.css";
import "./styles/chat.css";
import "./styles/messages.css";
import "./styles/composer.css";

const store = createChatStore();
store.open();

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <SandboxProvider store={store}>
      <App />
    </SandboxProvider>
  </StrictMode>,
);
