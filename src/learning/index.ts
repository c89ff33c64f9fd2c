export { createArticleGate } from "./article-gate.ts";
export { type ChosenReader, chooseReader } from "./choose-reader.ts";
export { countCases } from "./hold-exam.ts";
export { keepLearning, learningJobs } from "./keep-learning.ts";
export { createPublishedReader, type LearningDeps, type Lesson, learnFromStaff } from "./learn-from-staff.ts";
export {
  createPromptOffice,
  type OpenPrompt,
  type PromptOffice,
  type PromptOfficeDeps,
  type PromptTrial,
  type TriedReading,
} from "./prompt-office.ts";
export { createPublishedPrompts } from "./published-prompts.ts";
