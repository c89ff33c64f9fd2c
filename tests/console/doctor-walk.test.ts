import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { paths } from "../../src/console/paths.ts";
import { chromiumPath } from "../support/browser.ts";
import { expectFits } from "../support/looks.ts";
import { openedForWalks, phone, walkMsMax } from "../support/walk.ts";

describe.skipIf(!chromiumPath)("the check-up in a browser, on the running house", { timeout: walkMsMax }, () => {
  const walk = openedForWalks();

  it("shows on a phone what is fine and, when a group is paused, who paused it and where to go on", async () => {
    const page = await walk.signIn(phone);
    await page.goto(paths.doctor());
    await page.getByRole("heading", { name: "体检", level: 1 }).waitFor();
    // A house that has just begun has not looked at every channel yet, and the page shows what it knew.
    await expect
      .poll(
        async () => {
          await page.reload();
          await page.getByText(/正常的 \d+ 项/).click();
          return page
            .getByText(/沙盘\(sandbox\)正常/)
            .waitFor({ timeout: 5_000 })
            .then(
              () => true,
              () => false,
            );
        },
        { timeout: 60_000 },
      )
      .toBe(true);

    await page.goto(paths.groups());
    const group = page.getByRole("listitem").filter({ hasText: "青禾苑2号楼邻里群" });
    await group.getByRole("button", { name: "暂停" }).click();
    await group.getByText("工作人员暂停的").waitFor();
    await page.goto(paths.doctor());
    const finding = page.getByRole("listitem").filter({ hasText: "“青禾苑2号楼邻里群”已由工作人员暂停" });
    await finding.getByText("留意").waitFor();
    await expectFits(page);
    await finding.getByRole("link", { name: "去「群」" }).click();
    await group.getByRole("button", { name: "恢复" }).click();
    await group.getByText("正常").waitFor();
  });
});

describe("npm run doctor", () => {
  it("says that no house runs, what to do, and ends with 1", async () => {
    const child = spawn(process.execPath, ["--import", "tsx", "src/main.ts", "doctor"], {
      cwd: fileURLToPath(new URL("../..", import.meta.url)),
      env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: "/nonexistent/linli" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
    });
    const [code] = await once(child, "close");
    expect(code).toBe(1);
    expect(said).toMatch(/✗ 没有聊天平台在运行。 请先启动邻里\(npm start\)/);
    expect(said).toContain("Start Linli (npm start)");
  }, 120_000);
});
