import { telegramCapabilities } from "../../adapters/telegram/telegram-platform.ts";
import { chatPlatformContract } from "../contracts/chat-platform.contract.ts";
import { openTelegramBench } from "../support/telegram-bench.ts";

for (const mode of ["polling", "webhook"] as const) {
  chatPlatformContract(`telegram by ${mode}`, () => openTelegramBench(mode), { capabilities: telegramCapabilities });
}
