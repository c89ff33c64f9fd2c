import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { createMemoryLanguageModel } from "../../adapters/memory/memory-language-model.ts";
import { loadEstate } from "../../prisma/demo/load.ts";
import type { Actor } from "../../src/domain/authority.ts";
import type { PromptWords } from "../../src/domain/prompt.ts";
import { createPublishedPrompts } from "../../src/learning/index.ts";
import type { LanguageModel } from "../../src/ports/language-model.ts";
import { careless, standInTriage } from "../support/stand-in-triage.ts";
import { openTestHouse, type TestHouse } from "../support/test-house.ts";

const { estate } = loadEstate(fileURLToPath(new URL("../transcripts", import.meta.url)));
const now = new Date("2026-06-01T09:00:00+08:00");
const examMs = 60_000;

let house: TestHouse | null = null;
afterEach(() => house?.close());

const asked = (say = standInTriage) => createMemoryLanguageModel(({ system, input }) => say(system, input));

async function open(model?: LanguageModel) {
  house = await openTestHouse(estate, [], { now, ...(model ? { model } : {}) });
  const { promptOffice: office, exams } = house.parts;
  const areaPath = (await exams.areasRead())[0]!.split("/")[0]!;
  const admin = async (name: string): Promise<Actor> => {
    const staffId = await house!.addStaff({ name, role: "admin", areaPath });
    return { staffId, name, role: "admin", areaPath, partyId: null };
  };
  const [writer, second] = [await admin("写的人"), await admin("第二人")];
  const shipped = (await office.open(writer, "triage")).file.versions.at(-1)!.words;
  return { house, office, exams, writer, second, shipped };
}

const changed = "For a test of what an exam sees.";
const better = (words: PromptWords): PromptWords => ({ ...words, changed });
const worse = (words: PromptWords): PromptWords => ({ ...words, system: `${words.system}\n\n${careless}`, changed });
const live = async (deps: TestHouse["learning"]) => {
  const values = { categories: "", areas: "", group_area: "", tickets: "", lines: "" };
  return (await createPublishedPrompts(deps).render("triage", values)).ref;
};

describe("a prompt", { timeout: examMs }, () => {
  it("is published by a second person after its exam, reads from then on, and goes back by one press", async () => {
    const { house, office, writer, second, shipped } = await open(asked());
    await office.move(writer, "triage", { event: "save", words: better(shipped) });
    const publish = (actor: Actor) => office.move(actor, "triage", { event: "publish", number: 1 });
    await expect(publish(writer)).rejects.toMatchObject({ code: "PROMPT_OWN_WORDS" });
    await expect(publish(second)).rejects.toMatchObject({ code: "EXAM_NEEDED" });

    await office.examine(writer, "triage", 1);
    await house.settle();
    const [exam] = (await office.open(second, "triage")).exams;
    expect(exam).toMatchObject({ state: "done", number: 1, against: 0, report: { passed: true, lost: [] } });
    await publish(second);
    expect(await live(house.learning)).toBe("triage@own-1");

    await office.move(second, "triage", { event: "roll_back", to: 0 });
    expect(await live(house.learning)).toBe("triage@own-2");
    const { file } = await office.open(second, "triage");
    expect(file.versions[0]).toMatchObject({ number: 2, restores: 0, words: shipped });
  });

  it("is refused when it does worse, with every case that went wrong", async () => {
    const { house, office, writer, second, shipped } = await open(asked());
    await office.move(writer, "triage", { event: "save", words: worse(shipped) });
    await office.examine(writer, "triage", 1);
    await house.settle();
    const [exam] = (await office.open(second, "triage")).exams;
    expect(exam?.report?.passed).toBe(false);
    expect(exam!.report!.lost.length).toBeGreaterThan(20);
    expect(exam!.report!.lost).toContainEqual(
      expect.objectContaining({ expected: ["gas"], was: ["gas"], is: ["other"] }),
    );
    await expect(office.move(second, "triage", { event: "publish", number: 1 })).rejects.toMatchObject({
      code: "EXAM_NOT_PASSED",
      message: expect.stringContaining("macroF1"),
    });
    expect(await live(house.learning)).toBe("triage@1");
  });

  it("needs a new exam when another version is in use than the one it sat against", async () => {
    const { house, office, writer, second, shipped } = await open(asked());
    for (const words of [better(shipped), { ...better(shipped), maxTokens: 2_000 }])
      await office.move(writer, "triage", { event: "save", words });
    for (const number of [1, 2]) await office.examine(writer, "triage", number);
    await house.settle();
    await office.move(second, "triage", { event: "publish", number: 1 });
    await expect(office.move(second, "triage", { event: "publish", number: 2 })).rejects.toMatchObject({
      code: "EXAM_NEEDED",
    });
  });

  it("can be written without a model, and neither examined nor published", async () => {
    const { office, writer, second, shipped } = await open();
    await office.move(writer, "triage", { event: "save", words: better(shipped) });
    await expect(office.examine(writer, "triage", 1)).rejects.toMatchObject({ code: "EXAM_NEEDS_MODEL" });
    await expect(office.move(second, "triage", { event: "publish", number: 1 })).rejects.toMatchObject({
      code: "EXAM_NEEDS_MODEL",
    });
  });

  it("says nothing of a prompt when the model was away, and asks for another exam", async () => {
    const usage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };
    const away: LanguageModel = { name: "away", ask: async () => ({ status: "away", reason: "limited", usage }) };
    const { house, office, writer, second, shipped } = await open(away);
    await office.move(writer, "triage", { event: "save", words: better(shipped) });
    await office.examine(writer, "triage", 1);
    await house.settle();
    const [exam] = (await office.open(second, "triage")).exams;
    expect(exam).toMatchObject({ state: "failed", report: null, reason: expect.stringContaining("did not answer") });
    await expect(office.move(second, "triage", { event: "publish", number: 1 })).rejects.toMatchObject({
      code: "EXAM_NEEDED",
    });
  });

  it("is refused when the model can make nothing of it", async () => {
    const muddled = asked((system, input) =>
      system.includes(changed) ? ("?" as never) : standInTriage(system, input),
    );
    const { house, office, writer, second, shipped } = await open(muddled);
    await office.move(writer, "triage", {
      event: "save",
      words: { ...shipped, system: `${shipped.system}\n${changed}`, changed },
    });
    await office.examine(writer, "triage", 1);
    await house.settle();
    const [exam] = (await office.open(second, "triage")).exams;
    expect(exam?.report?.measures).toContainEqual(expect.objectContaining({ measure: "reportRecall", worse: true }));
  });

  it("must use what its caller puts in, and is nobody's who does not look after all groups", async () => {
    const { house, office, writer, shipped } = await open();
    const lacking = { ...shipped, input: "Fill in the form.", changed };
    await expect(office.move(writer, "triage", { event: "save", words: lacking })).rejects.toMatchObject({
      code: "INPUT_INVALID",
      message: expect.stringContaining("lines"),
    });
    const areaPath = (await house.parts.directory.areas(writer)).find((path) => path.split("/").length > 2)!;
    const elsewhere = { ...writer, areaPath };
    await expect(office.move(elsewhere, "triage", { event: "save", words: better(shipped) })).rejects.toMatchObject({
      code: "NOT_ALLOWED",
    });
  });

  it("is tried on what was said last in a group, without anybody's name or number, beside the one in use", async () => {
    const { house, office, writer, shipped } = await open(asked());
    const [groupRef] = house.groupRefs.values();
    const { senderRef, nick } = estate.residents[0]!;
    house.platform.chat.say(groupRef!, { text: "电梯到六楼不开门，又自己下去了，打我13800138000", senderRef, nick });
    await house.settle();
    await office.move(writer, "triage", { event: "save", words: worse(shipped) });
    const groups = await house.parts.directory.groupsOf("sandbox");
    const group = groups.find(({ ref }) => ref === groupRef);
    const trial = await office.tryOut(writer, "triage", 1, { groupId: group!.id, signal: AbortSignal.timeout(examMs) });
    expect(trial.lines).toEqual([
      expect.objectContaining({ n: 1, who: "用户1", text: expect.stringContaining("[phone]") }),
    ]);
    expect(trial.current).toMatchObject({ ref: "triage@1", reason: null });
    expect(trial.candidate.reading?.reports).toHaveLength(1);
  });
});
