declare const config: import("dependency-cruiser").IConfiguration & {
  forbidden: import("dependency-cruiser").IForbiddenRuleType[];
};
export default config;
