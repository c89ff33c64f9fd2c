import { useQuery } from "@tanstack/react-query";
import { taxonomyQuery } from "../queries.ts";
import { useSettings } from "../settings.tsx";

/** Turns a category's code into what people call it: three dots while the taxonomy is being read, the code itself where it no longer has it. */
export function useCategoryLabel(): (code: string) => string {
  const { language } = useSettings();
  const { data } = useQuery(taxonomyQuery);
  return (code) => {
    if (!data) return "…";
    const category = data.find((one) => one.code === code);
    return category ? (language === "zh" ? category.label : category.labelEn) : code;
  };
}
